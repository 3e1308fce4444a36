package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.observe.EvidenceReader;
import dev.sluicegate.operator.render.EvidenceFile;
import dev.sluicegate.operator.rollout.Replacement;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.write.RefusedException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions that end pods, each written to the record of their revision in one write with the evidence of them: it is there before any of them
 * goes, and no operator that is killed can leave one without the other. Evidence that cannot be kept holds nothing up: the decision is then written
 * without, and says why.
 */
final class EvidenceWrites {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceWrites.class);

    private final Patches patches;
    private final EvidenceReader reader;
    private final String adminToken;

    EvidenceWrites(Patches patches, EvidenceReader reader, String adminToken) {
        this.patches = patches;
        this.reader = reader;
        this.adminToken = adminToken;
    }

    /** @param pods of which evidence is kept */
    ConfigMap markFailed(ConfigMap record, RevisionState.Failure failure, List<Pod> pods, Instant now) {
        return keep(
                record,
                pods,
                failure.reason(),
                now,
                (note, evidence) -> patches.markFailed(record, failure.noting(note), evidence));
    }

    /** @param pods the one that was added last, if it is still there */
    ConfigMap setReplaced(ConfigMap record, List<Replacement> replaced, List<Pod> pods, Instant now) {
        Replacement last = replaced.getLast();
        return keep(
                record,
                pods,
                "watchdog: " + last.sentence(),
                now,
                (note, evidence) -> patches.setReplaced(record, Replacement.noting(replaced, note), evidence));
    }

    /** @param decision makes the write of a note for people, and of the file of evidence if there is one */
    private ConfigMap keep(
            ConfigMap record,
            List<Pod> pods,
            String because,
            Instant now,
            BiFunction<String, Optional<String>, ConfigMap> decision) {
        if (pods.isEmpty()) {
            return decision.apply("", Optional.empty());
        }
        String name = record.getMetadata().getName();
        String file = EvidenceFile.with(record, reader.read(pods, adminToken, because, now));
        try {
            return decision.apply("evidence: kubectl describe configmap " + name, Optional.of(file));
        } catch (RefusedException e) {
            LOG.warn("evidence is not kept in ConfigMap {}: {}", name, e.getMessage());
            return decision.apply("no evidence is kept: " + e.getMessage(), Optional.empty());
        }
    }
}
