package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.status.StatusMaker;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.GatewayWrites;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.WriteConcurrency;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateways of namespaces in which the operator has lost all rights but those for gateways: Kubernetes deletes the Role with the
 * namespace. The status of each says so. The finalizer of one that is being deleted is removed when its namespace is being deleted, since
 * Kubernetes then ends the pods by itself, or when its pods have had all the time that a drain may take.
 */
public final class GatewaysInDeniedNamespaces {
    private static final Logger LOG = LoggerFactory.getLogger(GatewaysInDeniedNamespaces.class);

    /** After a drain's deadline, so that routers can send their end notices. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final GatewayWrites writes;
    private final Clock clock;

    /** Asks and writes with this client. */
    public GatewaysInDeniedNamespaces(KubernetesClient client, Clock clock) {
        this.client = client;
        this.writes = new GatewayWrites(client, new WriteConcurrency());
        this.clock = clock;
    }

    /** @param why the operator has no rights in the namespace */
    public void reconcile(String namespace, String why) {
        reconcile(each -> GatewayPages.ofNamespace(client, namespace, each), "namespace=" + namespace, why);
    }

    /** @param why the operator has no rights in any namespace */
    public void reconcileAll(String why) {
        reconcile(each -> GatewayPages.ofCluster(client, each), "all namespaces:", why);
    }

    private void reconcile(Consumer<Consumer<RouterGateway>> gateways, String where, String why) {
        Map<String, Boolean> ends = new HashMap<>();
        try {
            gateways.accept(it ->
                    reconcile(it, why, ends.computeIfAbsent(it.getMetadata().getNamespace(), this::isEnding)));
        } catch (KubernetesClientException e) {
            LOG.warn("{} its gateways cannot be read either: {}", where, e.getMessage());
        }
    }

    private boolean isEnding(String namespace) {
        Namespace found = client.namespaces().withName(namespace).get();
        return found == null || found.getMetadata().getDeletionTimestamp() != null;
    }

    private void reconcile(RouterGateway gateway, String why, boolean ends) {
        Instant now = clock.instant();
        try {
            if (mayRemoveFinalizer(gateway, ends, now)) {
                LOG.info(
                        "gateway={}/{} its finalizer is removed: {}",
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName(),
                        ends
                                ? "its namespace is being deleted, so Kubernetes ends its pods"
                                : "its time to drain is over");
                writes.removeFinalizer(gateway, GatewayReconciler.FINALIZER);
                return;
            }
            RouterGatewayStatus before = gateway.getStatus();
            long generation = Objects.requireNonNullElse(gateway.getMetadata().getGeneration(), 0L);
            RouterGatewayStatus after = StatusMaker.failed(before, generation, refusal(gateway, why), now);
            if (!after.equals(before)) {
                writes.status(gateway, after, gateway.getMetadata().getResourceVersion());
            }
        } catch (ChangedException | RefusedException e) {
            LOG.warn(
                    "gateway={}/{} {}",
                    gateway.getMetadata().getNamespace(),
                    gateway.getMetadata().getName(),
                    e.getMessage());
        }
    }

    private static Refusal refusal(RouterGateway gateway, String why) {
        String until = deletion(gateway)
                .map(it -> "; the gateway is being deleted: it goes when the rights are back and it has drained, or at "
                        + deadline(gateway, it))
                .orElse("");
        return new Refusal(Reason.MissingRights, why + until);
    }

    /** True if nothing is gained any more by keeping a gateway that is being deleted. */
    static boolean mayRemoveFinalizer(RouterGateway gateway, boolean namespaceEnds, Instant now) {
        return Objects.requireNonNullElse(gateway.getMetadata().getFinalizers(), List.<String>of())
                        .contains(GatewayReconciler.FINALIZER)
                && deletion(gateway)
                        .filter(it -> namespaceEnds || !now.isBefore(deadline(gateway, it)))
                        .isPresent();
    }

    private static Optional<Instant> deletion(RouterGateway gateway) {
        return Optional.ofNullable(gateway.getMetadata().getDeletionTimestamp()).map(Instant::parse);
    }

    private static Instant deadline(RouterGateway gateway, Instant deletedAt) {
        Duration limit = GatewayReader.read(gateway.getSpec()) instanceof GatewayReading.Valid valid
                ? valid.gateway().drainLimit()
                : EffectiveSpec.DRAIN_TIMEOUT;
        return deletedAt.plus(limit).plus(MARGIN);
    }
}
