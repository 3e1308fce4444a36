package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.status.StatusInput;
import dev.sluicegate.operator.status.StatusMaker;
import dev.sluicegate.operator.status.Transitions;
import dev.sluicegate.operator.status.WriteDecision;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes statuses, and an Event for each transition that a status shows. Safe for any thread, one gateway at a time. */
final class Statuses {
    private record Written(RouterGatewayStatus status, Instant at) {}

    private static final PatchContext SERVER_SIDE_APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final Events events;
    private final Map<String, Written> written = new ConcurrentHashMap<>();

    Statuses(KubernetesClient client) {
        this.client = client;
        this.events = new Events(client);
    }

    /** The newest status, also if the watch has not reported it yet. */
    @Nullable RouterGatewayStatus latest(RouterGateway gateway) {
        Written own = written.get(gateway.getMetadata().getUid());
        return own == null ? gateway.getStatus() : own.status();
    }

    /** @return true if the gateway was written */
    boolean publish(RouterGateway gateway, StatusInput situation) {
        RouterGatewayStatus before = situation.previous();
        RouterGatewayStatus after = StatusMaker.make(situation);
        Written own = written.get(gateway.getMetadata().getUid());
        if (!WriteDecision.isDue(before, after, own == null ? Instant.MIN : own.at(), situation.now())) {
            return false;
        }
        RouterGateway patch = new RouterGateway();
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(gateway.getMetadata().getName())
                .withNamespace(gateway.getMetadata().getNamespace())
                .build());
        patch.setStatus(after);
        client.resource(patch).subresource("status").patch(SERVER_SIDE_APPLY);
        written.put(gateway.getMetadata().getUid(), new Written(after, situation.now()));
        events.record(gateway, Transitions.between(before, after), situation.now());
        return true;
    }

    void forget(String gatewayUid) {
        written.remove(gatewayUid);
    }
}
