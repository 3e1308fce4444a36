package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.apiserver.Fault;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;

/** What others do to a row's cluster. */
final class Given {
    private Given() {}

    /** The next such write fails. */
    static Consumer<World> fails(Fault fault) {
        return world -> world.server().fail(fault);
    }

    /** The operator has no right to do this, such as "patch services". */
    static Consumer<World> isDenied(String right) {
        return world -> world.server().deny(right);
    }

    static Consumer<World> isAllowed(String right) {
        return world -> world.server().allow(right);
    }

    /** @param mergePatch JSON */
    static Consumer<World> isEdited(Class<? extends HasMetadata> type, String name, String mergePatch) {
        return world -> world.server().edit(world.the(type, name), mergePatch, "kubectl-edit");
    }

    /** The same for every object of the type that is ours. */
    static Consumer<World> areEdited(Class<? extends HasMetadata> type, String mergePatch) {
        return world -> world.server().all(type).forEach(it -> world.server().edit(it, mergePatch, "kubectl-edit"));
    }

    static Consumer<World> isDeleted(Class<? extends HasMetadata> type, String name) {
        return world -> world.server().remove(world.the(type, name));
    }

    /** The first seat is gone. */
    static Consumer<World> aSeatIsDeleted() {
        return isGone(ReplicaSet.class);
    }

    /** An annotation of ours says this, on every object of a type. */
    static Consumer<World> areAnnotated(Class<? extends HasMetadata> type, String annotation, String value) {
        return areEdited(type, "{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"" + value + "\"}}}");
    }

    /** The first object of a type is gone, for good. */
    static Consumer<World> isGone(Class<? extends HasMetadata> type) {
        return world -> world.server().remove(world.server().all(type).getFirst());
    }

    /** The records of the revisions, which nobody should touch, are changed. */
    static Consumer<World> recordSays(String mergePatch) {
        return world -> world.server().all(ConfigMap.class).stream()
                .filter(it -> it.getMetadata().getLabels().containsKey(Names.REVISION))
                .forEach(it -> world.server().edit(it, mergePatch, "kubectl-edit"));
    }

    /** The gateway's spec is changed by its owner. */
    static Consumer<World> specBecomes(String mergePatch) {
        return world ->
                world.server().edit(world.gateway(), "{\"spec\":" + mergePatch + "}", "kubectl-client-side-apply");
    }

    /** Somebody has asked for the gateway's deletion. */
    static Consumer<World> gatewayIsDeleted() {
        return world -> world.server()
                .edit(
                        world.gateway(),
                        "{\"metadata\":{\"deletionTimestamp\":\"" + World.NOON.plusSeconds(60) + "\"}}",
                        "kubectl-delete");
    }

    /** Somebody else's object. */
    static Consumer<World> isThere(HasMetadata object) {
        return world -> world.server().put(object, "kubectl-create");
    }

    static Service foreignService() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("llm")
                .withNamespace("ai")
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", "other")
                .endSpec()
                .build();
    }

    /** The token of the admin ports is changed by hand. */
    static Consumer<World> adminTokenBecomes(String token) {
        String encoded = Base64.getEncoder().encodeToString(token.getBytes(UTF_8));
        return isEdited(Secret.class, "llm-admin", "{\"data\":{\"token\":\"" + encoded + "\"}}");
    }

    /** The watch is late with this object, such as "Secret llm-admin". */
    static Consumer<World> isNotReportedYet(String object) {
        return world -> world.view().holdBack(object);
    }

    /** Such as "{unschedulable: true}", in YAML. */
    static Consumer<World> nodeBecomes(String name, String spec) {
        return world -> world.view()
                .nodeBecomes(
                        Serialization.unmarshal("metadata: {name: %s}\nspec: %s".formatted(name, spec), Node.class));
    }

    static Consumer<World> timePasses(Duration time) {
        return world -> world.passes(time);
    }
}
