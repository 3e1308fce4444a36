package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    private final Consumer<Consumer<RouterGateway>> all;
    private volatile SortedSet<String> found = new TreeSet<>();

    /**
     * @param watched true for a namespace that the operator is to look after, whether it can or not
     * @param all tells of each gateway of the cluster
     */
    UnwatchedGateways(Predicate<String> watched, Consumer<Consumer<RouterGateway>> all) {
        this.watched = watched;
        this.all = all;
    }

    /** Looks again, and reports those that were not there before. */
    void refresh() {
        try {
            SortedSet<String> now = new TreeSet<>();
            all.accept(it -> {
                if (!watched.test(it.getMetadata().getNamespace()) && isUnseen(it)) {
                    now.add(Names.full(it));
                }
            });
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
