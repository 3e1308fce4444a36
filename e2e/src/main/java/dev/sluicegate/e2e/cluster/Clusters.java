package dev.sluicegate.e2e.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The choice of the cluster that the tests run on: the one that {@code E2E_KUBECONFIG} names, else k3s in a container, else the local
 * cluster. {@code E2E_CLUSTER} ({@code existing}, {@code k3s} or {@code local}) leaves only that one.
 */
public final class Clusters {

    private Clusters() {}

    /**
     * Opens the first cluster that can be had here, and says in one line on standard error which and why not the ones before it.
     *
     * @throws ClusterException when none can be had, or when the one that can be had does not start
     */
    public static Cluster choose() {
        var environment = System.getenv();
        return choose(
                List.of(
                        new ExistingCluster.Source(environment),
                        new K3sCluster.Source(environment),
                        new LocalCluster.Source(environment)),
                environment,
                System.err::println);
    }

    static Cluster choose(List<ClusterSource> sources, Map<String, String> environment, Consumer<String> log) {
        var considered = only(sources, environment.getOrDefault("E2E_CLUSTER", ""));
        var obstacles = new ArrayList<String>();
        for (var source : considered) {
            var obstacle = source.obstacle();
            if (obstacle.isEmpty()) {
                var cluster = source.open();
                log.accept("Tests run on " + cluster.description()
                        + (obstacles.isEmpty() ? "" : " (" + String.join("; ", obstacles) + ")"));
                return cluster;
            }
            obstacles.add("not " + source.name() + ": " + obstacle.get());
        }
        throw new ClusterException("These tests need a Kubernetes cluster, and there is none. You can "
                + sources.stream().map(ClusterSource::instruction).collect(Collectors.joining(", or "))
                + ". Here: " + String.join("; ", obstacles) + ".");
    }

    private static List<ClusterSource> only(List<ClusterSource> sources, String wanted) {
        if (wanted.isEmpty()) {
            return sources;
        }
        var named =
                sources.stream().filter(source -> source.name().equals(wanted)).toList();
        if (named.isEmpty()) {
            throw new ClusterException("E2E_CLUSTER is '" + wanted + "'. Write one of: "
                    + sources.stream().map(ClusterSource::name).collect(Collectors.joining(", ")) + ".");
        }
        return named;
    }
}
