package dev.sluicegate.e2e.install;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The times at which each pod of a gateway came, left the Service, began to terminate and was gone, as a watch saw them. Safe for any thread. */
public final class PodTimeline implements AutoCloseable {
    private static final String RETIRED_AT = "sluicegate.dev/retired-at";

    private final Map<String, Life> lives = new TreeMap<>();
    private final SharedIndexInformer<Pod> informer;
    private final Set<String> staying = new HashSet<>();
    private int most;
    private int mostStaying;

    /**
     * One pod's life; what has not happened is null.
     *
     * @param withdrawnAt when its traffic label was seen to be off
     * @param terminatingAt when its deletion was seen to have begun
     * @param served it has been ready while its traffic was on: one that is born off never is in the Service
     * @param retiredAt when the operator turned its traffic off, as it wrote itself
     * @param deletedAt when its deletion began, in whole seconds, as the API server says
     */
    public record Life(
            String name,
            String revision,
            Instant seenAt,
            @Nullable Instant withdrawnAt,
            @Nullable Instant terminatingAt,
            @Nullable Instant goneAt,
            int restarts,
            boolean served,
            @Nullable Instant retiredAt,
            @Nullable Instant deletedAt) {

        /** Whether its deletion began before it had been out of the Service for this long. */
        public boolean wasHasty(Duration settle) {
            if (!served || deletedAt == null) {
                return false;
            }
            return retiredAt == null
                    || deletedAt.isBefore(
                            retiredAt.truncatedTo(ChronoUnit.SECONDS).plus(settle));
        }

        /** From leaving the Service to being gone, if both were seen. */
        public Optional<Duration> leaving() {
            return withdrawnAt == null || goneAt == null
                    ? Optional.empty()
                    : Optional.of(Duration.between(withdrawnAt, goneAt));
        }
    }

    private PodTimeline(KubernetesClient client, String namespace, String gateway) {
        informer = client.pods()
                .inNamespace(namespace)
                .withLabel("sluicegate.dev/gateway", gateway)
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        saw(pod);
                    }

                    @Override
                    public void onUpdate(Pod before, Pod pod) {
                        saw(pod);
                    }

                    @Override
                    public void onDelete(Pod pod, boolean stateUnknown) {
                        gone(pod);
                    }
                });
    }

    public static PodTimeline watch(KubernetesClient client, String namespace, String gateway) {
        return new PodTimeline(client, namespace, gateway);
    }

    private synchronized void saw(Pod pod) {
        Instant now = Instant.now();
        String name = pod.getMetadata().getName();
        Life before = lives.get(name);
        Instant withdrawn = before == null ? null : before.withdrawnAt;
        Instant terminating = before == null ? null : before.terminatingAt;
        lives.put(
                name,
                new Life(
                        name,
                        RouterPods.revision(pod),
                        before == null ? now : before.seenAt,
                        withdrawn == null && RouterPods.isOff(pod) ? now : withdrawn,
                        terminating == null && pod.getMetadata().getDeletionTimestamp() != null ? now : terminating,
                        null,
                        pod.getStatus().getContainerStatuses().stream()
                                .mapToInt(status -> status.getRestartCount())
                                .sum(),
                        (before != null && before.served) || RouterPods.isOpen(pod),
                        retiredAt(pod),
                        before != null && before.deletedAt != null ? before.deletedAt : deletedAt(pod)));
        if (RouterPods.isOn(pod) && pod.getMetadata().getDeletionTimestamp() == null) {
            staying.add(name);
        } else {
            staying.remove(name);
        }
        mostStaying = Math.max(mostStaying, staying.size());
        most = Math.max(most, (int)
                lives.values().stream().filter(life -> life.goneAt == null).count());
    }

    private synchronized void gone(Pod pod) {
        saw(pod);
        staying.remove(pod.getMetadata().getName());
        lives.computeIfPresent(
                pod.getMetadata().getName(),
                (name, life) -> new Life(
                        name,
                        life.revision,
                        life.seenAt,
                        life.withdrawnAt,
                        life.terminatingAt,
                        Instant.now(),
                        life.restarts,
                        life.served,
                        life.retiredAt,
                        life.deletedAt));
    }

    /** Null also where somebody else has written nonsense. */
    private static @Nullable Instant retiredAt(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(RETIRED_AT);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A deletion's timestamp is when its grace period will be over. */
    private static @Nullable Instant deletedAt(Pod pod) {
        String end = pod.getMetadata().getDeletionTimestamp();
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return end == null ? null : Instant.parse(end).minusSeconds(grace == null ? 0 : grace);
    }

    /** All pods that were ever seen, by name. */
    public synchronized List<Life> lives() {
        return List.copyOf(lives.values());
    }

    /** The largest number of pods that existed at the same time. */
    public synchronized int most() {
        return most;
    }

    /** The largest number of pods at the same time that were in the Service or to come into it: neither retired nor being deleted. */
    public synchronized int mostStaying() {
        return mostStaying;
    }

    @Override
    public void close() {
        informer.close();
    }
}
