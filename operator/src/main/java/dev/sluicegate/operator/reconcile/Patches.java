package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.render.EvidenceFile;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.render.RevisionObjects;
import dev.sluicegate.operator.rollout.Bake;
import dev.sluicegate.operator.rollout.Replacement;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes of single fields of pods, seats and records that a rollout consists of. */
final class Patches {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Writes writes;

    Patches(Writes writes) {
        this.writes = writes;
    }

    /** @param retiredAt null turns the traffic on */
    Pod traffic(Pod pod, @Nullable Instant retiredAt) {
        ObjectNode change = MAPPER.createObjectNode();
        ObjectNode metadata = change.putObject("metadata");
        metadata.putObject("labels").put(Names.TRAFFIC, label(retiredAt));
        metadata.putObject("annotations").put(Names.RETIRED_AT, text(retiredAt));
        return writes.patch(pod, change);
    }

    /**
     * The traffic of pods that are made from now on.
     *
     * @param retiredAt null turns it on
     */
    ReplicaSet traffic(ReplicaSet seat, @Nullable Instant retiredAt) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.RETIRED_AT, text(retiredAt));
        change.putObject("spec")
                .putObject("template")
                .putObject("metadata")
                .putObject("labels")
                .put(Names.TRAFFIC, label(retiredAt));
        return writes.patch(seat, change);
    }

    private static String label(@Nullable Instant retiredAt) {
        return retiredAt == null ? Names.ON : Names.OFF;
    }

    private static @Nullable String text(@Nullable Instant retiredAt) {
        return retiredAt == null ? null : retiredAt.toString();
    }

    /** Kubelet syncs a pod whenever it changes; which change does not matter. */
    Pod requestSync(Pod pod, Instant at) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.SYNC_REQUESTED_AT, at.toString());
        return writes.patch(pod, change);
    }

    Pod openGate(Pod pod, Instant now) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", Names.ADMITTED)
                .put("status", "True")
                .put("reason", "Acknowledged")
                .put("message", "the router has reported that it serves this revision")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return writes.patchStatus(pod, change);
    }

    ReplicaSet close(ReplicaSet seat) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("spec").put("replicas", 0);
        return writes.patch(seat, change);
    }

    /** Later pods of this seat become ready by their own probe, with or without an operator. */
    ReplicaSet ungate(ReplicaSet seat) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("spec").putObject("template").putObject("spec").putNull("readinessGates");
        return writes.patch(seat, change);
    }

    ConfigMap promote(ConfigMap record, Instant at) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.PROVEN_AT, at.toString());
        return writes.patch(record, change);
    }

    /** A failure that was remembered is over with it. */
    ConfigMap setConfig(ConfigMap record, Revision revision) {
        ObjectNode change = MAPPER.createObjectNode();
        ObjectNode annotations = change.putObject("metadata").putObject("annotations");
        RevisionObjects.configAnnotations(revision).forEach(annotations::put);
        annotations.putNull(Names.FAILED);
        annotations.putNull(Names.REFUSED_FILES);
        change.putObject("data").put(MountedFile.CONFIG_FILE, revision.configText());
        return writes.patch(record, change);
    }

    ConfigMap setBake(ConfigMap record, Bake bake) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.CANARY, bake.text());
        return writes.patch(record, change);
    }

    ConfigMap setReplaced(ConfigMap record, List<Replacement> replaced, Optional<String> evidence) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(Names.WATCHDOG, Replacement.text(replaced));
        evidence.ifPresent(it -> change.putObject("data").put(EvidenceFile.KEY, it));
        return writes.patch(record, change);
    }

    ConfigMap markFailed(ConfigMap record, RevisionState.Failure failure, Optional<String> evidence) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata")
                .putObject("annotations")
                .put(Names.FAILED, "%s %s %s".formatted(failure.attempt(), failure.reason(), failure.cause()))
                .put(Names.REFUSED_FILES, failure.files().isEmpty() ? null : failure.files());
        evidence.ifPresent(it -> change.putObject("data").put(EvidenceFile.KEY, it));
        return writes.patch(record, change);
    }
}
