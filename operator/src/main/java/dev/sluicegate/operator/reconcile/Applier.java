package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Fingerprint;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the objects of a gateway by server-side apply, and only if they are not as wanted. */
final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final PatchContext SERVER_SIDE_APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Names.FIELD_MANAGER)
            .build();
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final Sources sources;

    Applier(KubernetesClient client, Sources sources) {
        this.client = client;
        this.sources = sources;
    }

    /**
     * Makes the object be as wanted; fields that {@code wanted} does not mention stay as they are.
     *
     * @throws NameTakenException if it exists and belongs to somebody else
     */
    <T extends HasMetadata> void apply(RouterGateway owner, Class<T> type, T wanted) {
        ObjectMeta metadata = wanted.getMetadata();
        String applied =
                Fingerprint.of("", List.of(client.getKubernetesSerialization().asJson(wanted)));
        Map<String, String> annotations =
                metadata.getAnnotations() == null ? new TreeMap<>() : new TreeMap<>(metadata.getAnnotations());
        annotations.put(Names.APPLIED, applied.substring(0, 16));
        metadata.setAnnotations(annotations);
        Optional<T> live = sources.get(type, metadata.getNamespace(), metadata.getName());
        if (live.isPresent() && isContained(wanted, live.get())) {
            return;
        }
        if (live.isEmpty()) {
            create(owner, type, wanted);
        } else {
            write(type, live, wanted);
        }
    }

    /** As {@link #apply}, for an object that never changes: nothing is done if it is there. */
    <T extends HasMetadata> void applyOnce(RouterGateway owner, Class<T> type, T wanted) {
        ObjectMeta metadata = wanted.getMetadata();
        if (sources.get(type, metadata.getNamespace(), metadata.getName()).isEmpty()) {
            create(owner, type, wanted);
        }
    }

    /** The cache holds only what carries our labels: look whether somebody else has an object of this name. */
    private <T extends HasMetadata> void create(RouterGateway owner, Class<T> type, T wanted) {
        T there = client.resource(wanted).get();
        if (there != null && !belongsTo(owner, there)) {
            throw new NameTakenException(there);
        }
        write(type, Optional.ofNullable(there), wanted);
    }

    private <T extends HasMetadata> void write(Class<T> type, Optional<T> before, T wanted) {
        T after = serverSideApply(wanted);
        LOG.info(
                "applied {} {}/{}",
                wanted.getKind(),
                wanted.getMetadata().getNamespace(),
                wanted.getMetadata().getName());
        sources.written(type, before, after);
    }

    /**
     * Lists that merge by a key can keep an entry of somebody else's that makes the whole invalid, such as a second port of the same
     * name. Then our lists replace what is there.
     */
    private <T extends HasMetadata> T serverSideApply(T wanted) {
        try {
            return client.resource(wanted).patch(SERVER_SIDE_APPLY);
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNPROCESSABLE) {
                throw e;
            }
            LOG.warn("another's change is overwritten, because ours cannot stand beside it: {}", e.getMessage());
            return client.resource(wanted)
                    .patch(MERGE, client.getKubernetesSerialization().asJson(wanted));
        }
    }

    static boolean belongsTo(RouterGateway owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> Boolean.TRUE.equals(reference.getController())
                        && reference.getUid().equals(owner.getMetadata().getUid()));
    }

    private static boolean isContained(HasMetadata wanted, HasMetadata live) {
        return Differences.isContained(MAPPER.<JsonNode>valueToTree(wanted), MAPPER.<JsonNode>valueToTree(live));
    }
}
