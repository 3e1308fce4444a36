package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.GatewayWrites;
import dev.sluicegate.operator.write.RefusedException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of gateways that are gone: their finalizer was taken off by hand, or they were let go where the operator had no rights.
 * Such a record keeps pods, Service and all else; when it is deleted, Kubernetes deletes those, and each pod drains within its
 * termination budget.
 */
public final class LeftRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LeftRecords.class);

    private final KubernetesClient client;
    private final GatewayWrites writes;

    /** Reads and deletes with this client. */
    public LeftRecords(KubernetesClient client) {
        this.client = client;
        this.writes = new GatewayWrites(client);
    }

    /** @param namespace in which the operator has its rights */
    public void look(String namespace) {
        look(namespace, client.configMaps().inNamespace(namespace));
    }

    /** For an operator that has its rights in all namespaces. */
    public void lookEverywhere() {
        look("*", client.configMaps().inAnyNamespace());
    }

    private void look(
            String where, FilterWatchListDeletable<ConfigMap, ConfigMapList, Resource<ConfigMap>> configMaps) {
        try {
            configMaps
                    .withLabel(Names.MANAGED_BY, "sluicegate")
                    .withLabel(Names.GATEWAY)
                    .withoutLabel(Names.REVISION)
                    .list()
                    .getItems()
                    .stream()
                    .filter(this::isLeft)
                    .forEach(this::delete);
        } catch (KubernetesClientException e) {
            LOG.warn("namespace={} what is left of gateways cannot be looked for: {}", where, e.getMessage());
        }
    }

    /** Asks the API server itself: a cache may not know a gateway yet. */
    private boolean isLeft(ConfigMap record) {
        String gateway = label(record, Names.GATEWAY);
        return record.getMetadata().getName().equals(Names.accepted(gateway))
                && Owners.references(record).isEmpty()
                && !Owners.isKept(record)
                && client.resources(RouterGateway.class)
                                .inNamespace(record.getMetadata().getNamespace())
                                .withName(gateway)
                                .get()
                        == null;
    }

    private void delete(ConfigMap record) {
        try {
            LOG.info(
                    "gateway={}/{} is gone; what it has left goes now",
                    record.getMetadata().getNamespace(),
                    label(record, Names.GATEWAY));
            writes.deleteLeft(record);
        } catch (ChangedException | RefusedException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private static String label(HasMetadata object, String label) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(label, "");
    }
}
