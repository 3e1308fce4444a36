package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes single fields of pods and ReplicaSets. Each patch carries the resource version of the object that the decision was made
 * on, so it fails with a conflict if the object has changed since.
 */
final class Patches {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final KubernetesClient client;
    private final Sources sources;

    Patches(KubernetesClient client, Sources sources) {
        this.client = client;
        this.sources = sources;
    }

    /** @param annotations a null value takes the annotation away */
    Pod traffic(Pod pod, boolean on, Map<String, @Nullable String> annotations) {
        ObjectNode patch = conditional(pod);
        ObjectNode metadata = (ObjectNode) patch.get("metadata");
        metadata.putObject("labels").put(Names.TRAFFIC, on ? Names.ON : Names.OFF);
        ObjectNode node = metadata.putObject("annotations");
        annotations.forEach(node::put);
        return written(Pod.class, pod, client.resource(pod).patch(context(PatchType.JSON_MERGE), patch.toString()));
    }

    /** Conditions merge by their type; kubelet goes on writing the others. */
    Pod openGate(Pod pod, Instant now) {
        ObjectNode patch = conditional(pod);
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", Names.ADMITTED)
                .put("status", "True")
                .put("reason", "Acknowledged")
                .put("message", "the router has reported that it serves this revision")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return written(
                Pod.class,
                pod,
                client.resource(pod).subresource("status").patch(context(PatchType.STRATEGIC_MERGE), patch.toString()));
    }

    ReplicaSet scale(ReplicaSet set, int replicas) {
        ObjectNode patch = conditional(set);
        patch.putObject("spec").put("replicas", replicas);
        return written(
                ReplicaSet.class, set, client.resource(set).patch(context(PatchType.JSON_MERGE), patch.toString()));
    }

    /** Later pods of this revision become ready by their own probe, with or without an operator. */
    ReplicaSet prove(ReplicaSet set, Instant at) {
        ObjectNode patch = conditional(set);
        ((ObjectNode) patch.get("metadata")).putObject("annotations").put(Names.PROVEN_AT, at.toString());
        patch.putObject("spec").putObject("template").putObject("spec").putNull("readinessGates");
        return written(
                ReplicaSet.class, set, client.resource(set).patch(context(PatchType.JSON_MERGE), patch.toString()));
    }

    private <T extends HasMetadata> T written(Class<T> type, T before, T after) {
        sources.written(type, Optional.of(before), after);
        return after;
    }

    private static ObjectNode conditional(HasMetadata object) {
        ObjectNode patch = MAPPER.createObjectNode();
        patch.putObject("metadata")
                .put("uid", object.getMetadata().getUid())
                .put("resourceVersion", object.getMetadata().getResourceVersion());
        return patch;
    }

    private static PatchContext context(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(Names.FIELD_MANAGER)
                .build();
    }
}
