package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.operator.observe.KeyUsages;
import dev.sluicegate.operator.observe.Observer.Observation;
import dev.sluicegate.operator.reconcile.RouterKeys.Entry;
import dev.sluicegate.operator.reconcile.RouterKeys.Publication;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.status.KeyAcknowledgement;
import dev.sluicegate.operator.status.KeyStatusMaker;
import dev.sluicegate.operator.status.KeyStatusMaker.KeyStatusInput;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.RouterKeyWrites;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.adminapi.FileHash;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What RouterKeys say of themselves: whether all open pods take them, and what was spent with them. Whatever goes wrong here never comes into the gateway's way.
 * Safe for any thread, one gateway at a time.
 */
final class KeyReports {
    /** The time until the next look while open pods have not read the keys, for as long as that may well come. */
    static final Duration SOON = Duration.ofSeconds(2);

    /** What no pod reads for so long is not asked for without end. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Kubelet may have looked before it had the keys. */
    private static final Duration SYNC_AGAIN = Duration.ofSeconds(10);

    /** Statuses that are written for numbers alone in one reconciliation, so that it does not take long. */
    private static final int MOST_NUMBERS = 200;

    private static final String PATH = MountedFile.ROUTER_KEYS + "/" + GatewayObjects.KEYS_FILE;
    private static final Logger LOG = LoggerFactory.getLogger(KeyReports.class);

    private final RouterKeyWrites keyWrites;
    private final KeyUsages usages;
    private final Patches patches;
    /** When this process has written each RouterKey's status, by the uids of gateway and key. */
    private final Map<String, Map<String, Instant>> written = new ConcurrentHashMap<>();
    /** The published file, by the uid of the gateway. */
    private final Map<String, Seen> files = new ConcurrentHashMap<>();

    KeyReports(Writes writes, RouterKeyWrites keyWrites, KeyUsages usages) {
        this.keyWrites = keyWrites;
        this.usages = usages;
        this.patches = new Patches(writes);
    }

    /**
     * A report, of which a part is left to do when the rollout has acted.
     *
     * @param unread pods that may be asked to look at their files
     * @param requeueAfter empty if there is no hurry
     */
    record Outcome(List<Pod> unread, Optional<Duration> requeueAfter) {
        static final Outcome DONE = new Outcome(List.of(), Optional.empty());
    }

    /** @param since when this process has seen this content first */
    private record Seen(String hash, Instant since) {}

    /** @param numbersOnly it may wait for another time */
    private record Due(RouterKey key, RouterKeyStatus status, boolean numbersOnly, Instant writtenAt) {}

    /** Writes what is due of the statuses, before any pod is removed. */
    Outcome report(
            RouterGateway owner,
            Optional<Publication> publication,
            Observation observation,
            String adminToken,
            Instant now) {
        if (publication.filter(Publication::isNothing).isPresent()) {
            return Outcome.DONE;
        }
        try {
            if (publication.isEmpty()) {
                // what is read is remembered
                usages.look(owner.getMetadata().getUid(), observation, adminToken, now);
                return Outcome.DONE;
            }
            return reported(owner, publication.get(), observation, adminToken, now);
        } catch (RuntimeException e) {
            LOG.error("the RouterKeys of gateway={} could not be reported", Names.full(owner), e);
            return Outcome.DONE;
        }
    }

    /** Has kubelet look at the files of pods that have not read the keys; else it does so once in a minute or so. */
    void requestSync(Outcome outcome, Instant now) {
        for (Pod pod : outcome.unread) {
            try {
                patches.requestSync(pod, now);
            } catch (ChangedException | RefusedException e) {
                LOG.debug("kubelet is not asked to look at once: {}", e.getMessage());
            }
        }
    }

    /** Reports a RouterKey whose gateway is not there. */
    void reportLost(KeyStatusInput input, Instant now) {
        RouterKeyStatus after = KeyStatusMaker.make(input, now);
        if (!after.equals(input.key().getStatus())) {
            write(input.key(), after);
        }
    }

    void forget(RouterGateway gateway) {
        written.remove(gateway.getMetadata().getUid());
        files.remove(gateway.getMetadata().getUid());
        usages.forget(gateway.getMetadata().getUid());
    }

    private Outcome reported(
            RouterGateway owner, Publication publication, Observation observation, String adminToken, Instant now) {
        String uid = owner.getMetadata().getUid();
        String hash = FileHash.of(adminToken, PATH, publication.file());
        KeyAcknowledgement acknowledgement = KeyAcknowledgement.of(
                observation.observed().pods(), pod -> mounts(observation.pods().get(pod.name())), PATH, hash);
        if (!publication.entries().isEmpty()) {
            reportAll(uid, publication.entries(), acknowledgement, observation, adminToken, now);
        }
        Seen seen = files.compute(uid, (_, it) -> it != null && it.hash.equals(hash) ? it : new Seen(hash, now));
        return acknowledgement.unread().isEmpty() || !now.isBefore(seen.since.plus(PATIENCE))
                ? Outcome.DONE
                : new Outcome(unread(acknowledgement, observation, now), Optional.of(SOON));
    }

    private void reportAll(
            String uid,
            List<Entry> entries,
            KeyAcknowledgement acknowledgement,
            Observation observation,
            String adminToken,
            Instant now) {
        List<UsageReading> readings = usages.look(uid, observation, adminToken, now);
        Map<String, Instant> before = written.getOrDefault(uid, Map.of());
        Map<String, Instant> after = new HashMap<>();
        List<Due> due = new ArrayList<>();
        for (Entry entry : entries) {
            RouterKey key = entry.object();
            KeyStatusInput said = KeyStatusInput.of(key, entry.secret(), entry.reason(), entry.sentence());
            KeyStatusInput input = entry.published()
                    .map(it -> said.published(
                            it, acknowledgement, readings, observation.pods().keySet(), now))
                    .orElse(said);
            RouterKeyStatus status = KeyStatusMaker.make(input, now);
            Instant writtenAt = before.getOrDefault(entry.uid(), Instant.MIN);
            after.put(entry.uid(), writtenAt);
            if (KeyStatusMaker.isDue(key.getStatus(), status, readings, writtenAt, now)) {
                boolean numbersOnly = !KeyStatusMaker.isDue(key.getStatus(), status, readings, now, now);
                due.add(new Due(key, status, numbersOnly, writtenAt));
            }
        }
        if (writeAll(due, after, now)) {
            usages.written(uid);
        }
        written.put(uid, after);
    }

    /** @return false if one that is about more than numbers was not written */
    private boolean writeAll(List<Due> due, Map<String, Instant> after, Instant now) {
        boolean all = true;
        int numbers = 0;
        due.sort(Comparator.comparing(Due::numbersOnly).thenComparing(Due::writtenAt));
        for (Due it : due) {
            if (it.numbersOnly && numbers++ == MOST_NUMBERS) {
                break;
            }
            if (write(it.key, it.status)) {
                after.put(it.key.getMetadata().getUid(), now);
            } else {
                all &= it.numbersOnly;
            }
        }
        return all;
    }

    private static boolean mounts(@Nullable Pod pod) {
        return pod != null
                && pod.getSpec().getVolumes().stream().anyMatch(it -> Names.ROUTER_KEYS_VOLUME.equals(it.getName()));
    }

    private static List<Pod> unread(KeyAcknowledgement acknowledgement, Observation observation, Instant now) {
        Set<String> due = observation
                .observed()
                .pods()
                .filter(it -> it.syncRequestedAt() == null
                        || !now.isBefore(it.syncRequestedAt().plus(SYNC_AGAIN)))
                .map(PodState::name)
                .collect(Collectors.toSet());
        return acknowledgement.unread().stream()
                .filter(due::contains)
                .flatMap(it -> Stream.ofNullable(observation.pods().get(it)))
                .toList();
    }

    private boolean write(RouterKey key, RouterKeyStatus status) {
        try {
            keyWrites.status(key, status);
            return true;
        } catch (ChangedException | RefusedException e) {
            LOG.warn("the status of RouterKey {} cannot be written: {}", Names.full(key), e.getMessage());
            return false;
        }
    }
}
