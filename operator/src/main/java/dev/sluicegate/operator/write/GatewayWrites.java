package dev.sluicegate.operator.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes to gateways themselves. They fail as those of {@link Writes} do. Safe for any thread. */
public final class GatewayWrites {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayWrites.class);

    /** Of statuses, which nobody else writes. */
    private static final PatchContext FORCED_APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Names.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;
    private final WriteConcurrency concurrency;

    /** Writes with this client. */
    public GatewayWrites(KubernetesClient client, WriteConcurrency concurrency) {
        this.client = client;
        this.concurrency = concurrency;
    }

    /**
     * Writes a gateway's status, whole: what is left out vanishes.
     *
     * @param version of the gateway that the status speaks of; the write fails if it has changed since
     * @return the gateway's new version
     */
    public String status(RouterGateway gateway, RouterGatewayStatus status, String version) {
        RouterGateway patch = new RouterGateway();
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(gateway.getMetadata().getName())
                .withNamespace(gateway.getMetadata().getNamespace())
                .withUid(gateway.getMetadata().getUid())
                .withResourceVersion(version)
                .build());
        patch.setStatus(status);
        try {
            RouterGateway after = concurrency.inTurn(
                    () -> client.resource(patch).subresource("status").patch(FORCED_APPLY));
            return after.getMetadata().getResourceVersion();
        } catch (KubernetesClientException e) {
            throw failure(e, "patch", patch, "status");
        }
    }

    /** Takes a finalizer off: Kubernetes then deletes the gateway, if nobody else holds it. */
    public void removeFinalizer(RouterGateway gateway, String finalizer) {
        List<String> left =
                Objects.requireNonNullElse(gateway.getMetadata().getFinalizers(), List.<String>of()).stream()
                        .filter(it -> !it.equals(finalizer))
                        .toList();
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = change.putObject("metadata")
                .put("uid", gateway.getMetadata().getUid())
                .put("resourceVersion", gateway.getMetadata().getResourceVersion());
        left.forEach(metadata.putArray("finalizers")::add);
        try {
            client.resource(gateway).patch(MERGE, change.toString());
            LOG.info("removed the finalizer of {}", Writes.name(gateway));
        } catch (KubernetesClientException e) {
            throw failure(e, "patch", gateway, "");
        }
    }

    private RuntimeException failure(KubernetesClientException e, String verb, HasMetadata object, String subresource) {
        return Failures.changedOrRefused(e, verb, object, () -> Rights.has(client, verb, object, subresource));
    }
}
