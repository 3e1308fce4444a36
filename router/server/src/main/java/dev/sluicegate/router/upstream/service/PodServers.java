package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The pods that a selector finds, as servers.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions">Pod conditions</a>
 */
final class PodServers implements WatchedObjects<PodServers> {
    private final ObjectsByName<Server> pods;
    private final Predicate<ServerConditions> open;

    private record Server(InetAddress ip, ServerConditions conditions) {}

    private PodServers(ObjectsByName<Server> pods, Predicate<ServerConditions> open) {
        this.pods = pods;
        this.open = open;
    }

    /** The pods of a list as the API server gives it. */
    static PodServers of(JsonObject list) {
        return of(list, ServerConditions::isOpen);
    }

    /** @param open whether a pod gets requests that are new */
    static PodServers of(JsonObject list, Predicate<ServerConditions> open) {
        return new PodServers(ObjectsByName.of(list, PodServers::read), open);
    }

    @Override
    public PodServers with(JsonObject pod) {
        return new PodServers(pods.with(pod), open);
    }

    @Override
    public PodServers and(PodServers page) {
        return new PodServers(pods.and(page.pods), open);
    }

    /** The same without one that was deleted, or has other labels now. */
    @Override
    public PodServers without(JsonObject pod) {
        return new PodServers(pods.without(pod), open);
    }

    /** Empty for a pod that has no address yet. Of two addresses, one of each family, the first one counts, as it does for Kubernetes. */
    private static Optional<Server> read(JsonObject pod) {
        JsonObject status = ObjectFields.object(pod, "status");
        boolean ready = ObjectFields.objects(status, "conditions").stream()
                .anyMatch(condition -> ObjectFields.text(condition, "type").equals("Ready")
                        && ObjectFields.text(condition, "status").equals("True"));
        boolean terminating = !ObjectFields.text(ObjectFields.object(pod, "metadata"), "deletionTimestamp")
                .isEmpty();
        try {
            return Optional.of(new Server(
                    InetAddress.ofLiteral(ObjectFields.text(status, "podIP")),
                    new ServerConditions(ready, terminating)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The servers that may get requests, one for each port of a pod, each once, in the order of the pods' names. */
    List<InetSocketAddress> open(List<Integer> ports) {
        Set<InetSocketAddress> all = new LinkedHashSet<>();
        for (Server pod : pods.values().values()) {
            if (open.test(pod.conditions)) {
                ports.forEach(port -> all.add(new InetSocketAddress(pod.ip, port)));
            }
        }
        return List.copyOf(all);
    }
}
