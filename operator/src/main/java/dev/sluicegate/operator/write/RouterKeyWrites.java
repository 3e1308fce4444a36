package dev.sluicegate.operator.write;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes for a RouterKey: of its Secret, once, and of its status. Nothing of a Secret that is there is ever changed. Safe for any thread. */
public final class RouterKeyWrites {
    private static final Logger LOG = LoggerFactory.getLogger(RouterKeyWrites.class);

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Names.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;
    private final ClusterView view;
    private final WriteConcurrency concurrency;

    /** Writes with this client, and tells the view. */
    public RouterKeyWrites(KubernetesClient client, ClusterView view, WriteConcurrency concurrency) {
        this.client = client;
        this.view = view;
        this.concurrency = concurrency;
    }

    /**
     * Creates the Secret by POST, so that no key is made twice, by whomever.
     *
     * @return the one that is there now, which may be what an earlier try has made
     * @throws RefusedException with {@link Reason#NameTaken} if it is somebody else's, or if the API server does not take it
     */
    public Secret create(RouterKey owner, Secret wanted) {
        Secret there;
        try {
            there = concurrency.inTurn(() -> client.resource(wanted).create());
            LOG.info("created {}", Writes.name(there));
        } catch (KubernetesClientException e) {
            if (!Failures.isAlreadyThere(e)) {
                throw failure(e, "create", wanted, "");
            }
            there = client.resource(wanted).get();
            if (there == null) {
                throw new ChangedException(Writes.name(wanted) + " was there and is gone");
            }
        }
        if (!isOf(owner, there)) {
            throw new RefusedException(
                    Reason.NameTaken, Writes.name(there) + " is there already and does not belong to this RouterKey");
        }
        view.written(Secret.class, Optional.empty(), there);
        return there;
    }

    /** Writes a RouterKey's status, whole. */
    public void status(RouterKey key, RouterKeyStatus status) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata")
                .put("uid", key.getMetadata().getUid())
                .put("resourceVersion", key.getMetadata().getResourceVersion());
        ObjectNode fields = MAPPER.valueToTree(status);
        takeOffWhatIsLeftOut(fields, RouterKeyStatus.class);
        if (fields.get("spend") instanceof ObjectNode spend) {
            takeOffWhatIsLeftOut(spend, RouterKeyStatus.Spend.class);
        }
        change.set("status", fields);
        try {
            RouterKey after = concurrency.inTurn(
                    () -> client.resource(key).subresource("status").patch(MERGE, change.toString()));
            view.written(after);
        } catch (KubernetesClientException e) {
            throw failure(e, "patch", key, "status");
        }
    }

    /** In a merge patch, what is left out stays. */
    private static void takeOffWhatIsLeftOut(ObjectNode fields, Class<? extends Record> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!fields.has(component.getName())) {
                fields.putNull(component.getName());
            }
        }
    }

    /** True if the RouterKey is the object's owner. */
    public static boolean isOf(RouterKey owner, HasMetadata object) {
        return Owners.references(object).stream()
                .anyMatch(it -> owner.getMetadata().getUid().equals(it.getUid()));
    }

    private RuntimeException failure(KubernetesClientException e, String verb, HasMetadata object, String subresource) {
        return Failures.changedOrRefused(e, verb, object, () -> Rights.has(client, verb, object, subresource));
    }
}
