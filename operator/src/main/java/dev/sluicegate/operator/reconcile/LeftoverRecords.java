package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of gateways that are gone: their finalizer was taken off by hand, or it was removed where the operator had no rights.
 * Such a record keeps pods, Service and all else; when it is deleted, Kubernetes deletes those, and each pod drains within its
 * termination budget.
 */
final class LeftoverRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverRecords.class);

    private final Writes writes;
    private final ClusterView cluster;

    LeftoverRecords(Writes writes, ClusterView cluster) {
        this.writes = writes;
        this.cluster = cluster;
    }

    /** Deletes those in the namespaces that are watched. */
    void delete() {
        cluster.all(ConfigMap.class).stream().filter(this::mayBeLeft).forEach(this::delete);
    }

    private boolean mayBeLeft(ConfigMap map) {
        String gateway = gatewayOf(map);
        return map.getMetadata().getName().equals(Names.accepted(gateway))
                && Owners.references(map).isEmpty()
                && !Owners.isKept(map)
                && !cluster.knows(map.getMetadata().getNamespace(), gateway);
    }

    private void delete(ConfigMap record) {
        try {
            if (isThere(record)) {
                return;
            }
            LOG.info(
                    "gateway={}/{} is gone; what it has left goes now",
                    record.getMetadata().getNamespace(),
                    gatewayOf(record));
            writes.delete(record);
        } catch (ChangedException | RefusedException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Asks the API server itself: the watch may not have reported the gateway yet. */
    private boolean isThere(ConfigMap record) {
        RouterGateway gateway = new RouterGateway();
        gateway.setMetadata(new ObjectMetaBuilder()
                .withName(gatewayOf(record))
                .withNamespace(record.getMetadata().getNamespace())
                .build());
        return writes.read(gateway).isPresent();
    }

    private static String gatewayOf(ConfigMap map) {
        return Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(Names.GATEWAY, "");
    }
}
