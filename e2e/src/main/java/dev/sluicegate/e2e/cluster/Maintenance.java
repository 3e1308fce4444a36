package dev.sluicegate.e2e.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The maintenance of a node, by the API alone: it works on every cluster. The rules are those of {@code kubectl drain}. */
final class Maintenance {

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final Supplier<KubernetesClient> clients;

    Maintenance(Supplier<KubernetesClient> clients) {
        this.clients = clients;
    }

    void setUnschedulable(String node, boolean unschedulable) {
        try (var client = clients.get()) {
            var changed = client.nodes()
                    .withName(node)
                    .edit(found -> new NodeBuilder(found)
                            .editOrNewSpec()
                            .withUnschedulable(unschedulable ? true : null)
                            .endSpec()
                            .build());
            if (changed == null) {
                throw new ClusterException("There is no node '" + node + "' in the cluster.");
            }
        }
    }

    void drain(String node, Duration limit) {
        setUnschedulable(node, true);
        try (var client = clients.get()) {
            Awaitility.await("every pod to leave " + node)
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN_ATTEMPTS)
                    .until(() -> evictAll(client, node));
        } catch (ConditionTimeoutException e) {
            throw new ClusterException(
                    "Node " + node + " is not empty after " + limit + "; still there: " + namesOfPods(node)
                            + ". A disruption budget or a graceful termination that takes longer is the usual reason.",
                    e);
        }
    }

    /** Asks for the eviction of every pod that is not on its way already; true when none is left. */
    private static boolean evictAll(KubernetesClient client, String node) {
        var pods = evictable(client, node);
        for (var pod : pods) {
            if (pod.getMetadata().getDeletionTimestamp() == null) {
                evict(client, pod);
            }
        }
        return pods.isEmpty();
    }

    private static void evict(KubernetesClient client, Pod pod) {
        try {
            // False when a disruption budget forbids it at the moment or the pod is gone: either way, look again.
            boolean _ = client.pods().resource(pod).evict();
        } catch (KubernetesClientException e) {
            // gone while it was asked again, or its namespace is going and takes it along: as kubectl drain sees it too
            if (e.getCode() != 404 && !isOfGoingNamespace(e)) {
                throw e;
            }
        }
    }

    /** See NamespaceTerminatingCause in kubernetes/kubernetes staging/src/k8s.io/api/core/v1/types.go. */
    private static boolean isOfGoingNamespace(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus()).map(Status::getDetails).map(StatusDetails::getCauses).stream()
                .flatMap(List::stream)
                .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    private static List<Pod> evictable(KubernetesClient client, String node) {
        return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems().stream()
                .filter(pod -> !isOfDaemonSet(pod) && !isMirror(pod))
                .toList();
    }

    private static boolean isOfDaemonSet(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getKind().equals("DaemonSet"));
    }

    /** A static pod's image in the API: kubelet runs it from a file, and nobody can evict it. */
    private static boolean isMirror(Pod pod) {
        return pod.getMetadata().getAnnotations() != null
                && pod.getMetadata().getAnnotations().containsKey("kubernetes.io/config.mirror");
    }

    private String namesOfPods(String node) {
        try (var client = clients.get()) {
            return evictable(client, node).stream()
                    .map(pod -> pod.getMetadata().getNamespace() + "/"
                            + pod.getMetadata().getName())
                    .collect(Collectors.joining(", "));
        }
    }
}
