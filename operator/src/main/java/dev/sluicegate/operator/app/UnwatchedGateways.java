package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.observe.Sources;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gateways that nobody looks after: in other namespaces than the watched ones, and with the status that they were made with, where every operator
 * writes its own within seconds. They can be seen only where the operator may list gateways in the whole cluster. Safe for any thread.
 */
final class UnwatchedGateways {
    private static final Logger LOG = LoggerFactory.getLogger(UnwatchedGateways.class);
    private static final int NAMED = 10;

    private final Predicate<String> watched;
    private final Supplier<List<RouterGateway>> all;
    private volatile SortedSet<String> found = new TreeSet<>();

    /** @param watched true for a namespace that the operator is to look after, whether it can or not */
    UnwatchedGateways(Predicate<String> watched, Supplier<List<RouterGateway>> all) {
        this.watched = watched;
        this.all = all;
    }

    /** Asks the API server with this client, page by page. */
    static Supplier<List<RouterGateway>> inCluster(KubernetesClient client) {
        return () -> {
            List<RouterGateway> all = new ArrayList<>();
            @Nullable String next = null;
            do {
                var page = client.resources(RouterGateway.class)
                        .inAnyNamespace()
                        .list(new ListOptionsBuilder()
                                .withLimit(Sources.LIST_PAGE)
                                .withContinue(next)
                                .build());
                all.addAll(page.getItems());
                next = page.getMetadata().getContinue();
            } while (next != null && !next.isEmpty());
            return all;
        };
    }

    /** Looks again, and reports those that were not there before. */
    void refresh() {
        try {
            SortedSet<String> now = all.get().stream()
                    .filter(it -> !watched.test(it.getMetadata().getNamespace()) && isUnseen(it))
                    .map(it -> it.getMetadata().getNamespace() + "/"
                            + it.getMetadata().getName())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!found.containsAll(now)) {
                LOG.warn(
                        "{} gateways are in namespaces that no operator looks after, such as {}; name the namespaces in the"
                                + " chart's watchNamespaces",
                        now.size(),
                        now.stream().limit(NAMED).collect(Collectors.joining(", ")));
            }
            found = now;
        } catch (KubernetesClientException e) {
            // without the right there is nothing to say; without an answer, what was known before still holds
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                found = new TreeSet<>();
            }
        }
    }

    /** Without any status: the cluster's CRD is of an earlier release, which had no default. */
    private static boolean isUnseen(RouterGateway gateway) {
        return Optional.ofNullable(gateway.getStatus())
                .map(RouterGatewayStatus::observedGeneration)
                .filter(it -> it != RouterGatewayStatus.UNSEEN)
                .isEmpty();
    }

    /** How many there were when it last looked. */
    int count() {
        return found.size();
    }
}
