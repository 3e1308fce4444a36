package dev.sluicegate.e2e.install;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The times at which each pod of a gateway came, left the Service, began to terminate and was gone, as a watch saw them. Safe for any thread. */
public final class PodTimeline implements AutoCloseable {
    private static final String TRAFFIC = "sluicegate.dev/traffic";

    private final Map<String, Life> lives = new TreeMap<>();
    private final SharedIndexInformer<Pod> informer;
    private int most;

    /**
     * One pod's life; what has not happened is null.
     *
     * @param withdrawnAt when its traffic label was seen to be off
     * @param terminatingAt when its deletion was seen to have begun
     */
    public record Life(
            String name,
            String revision,
            Instant seenAt,
            @Nullable Instant withdrawnAt,
            @Nullable Instant terminatingAt,
            @Nullable Instant goneAt,
            int restarts) {

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
        Map<String, String> labels = pod.getMetadata().getLabels();
        String name = pod.getMetadata().getName();
        Life before = lives.get(name);
        Instant withdrawn = before == null ? null : before.withdrawnAt;
        Instant terminating = before == null ? null : before.terminatingAt;
        lives.put(
                name,
                new Life(
                        name,
                        labels.getOrDefault("sluicegate.dev/revision", ""),
                        before == null ? now : before.seenAt,
                        withdrawn == null && "off".equals(labels.get(TRAFFIC)) ? now : withdrawn,
                        terminating == null && pod.getMetadata().getDeletionTimestamp() != null ? now : terminating,
                        null,
                        pod.getStatus().getContainerStatuses().stream()
                                .mapToInt(status -> status.getRestartCount())
                                .sum()));
        most = Math.max(most, (int)
                lives.values().stream().filter(life -> life.goneAt == null).count());
    }

    private synchronized void gone(Pod pod) {
        saw(pod);
        lives.computeIfPresent(
                pod.getMetadata().getName(),
                (name, life) -> new Life(
                        name,
                        life.revision,
                        life.seenAt,
                        life.withdrawnAt,
                        life.terminatingAt,
                        Instant.now(),
                        life.restarts));
    }

    /** All pods that were ever seen, by name. */
    public synchronized List<Life> lives() {
        return List.copyOf(lives.values());
    }

    /** The largest number of pods that existed at the same time. */
    public synchronized int most() {
        return most;
    }

    @Override
    public void close() {
        informer.close();
    }
}
