package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.apiserver.Fault;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
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

    /** The gateway's spec is changed by its owner. */
    static Consumer<World> specBecomes(String mergePatch) {
        return world ->
                world.server().edit(world.gateway(), "{\"spec\":" + mergePatch + "}", "kubectl-client-side-apply");
    }

    /** Somebody else's Service of the gateway's name. */
    static Consumer<World> isThere(Service service) {
        return world -> world.server().put(service, "kubectl-create");
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

    static Consumer<World> timePasses(Duration time) {
        return world -> world.passes(time);
    }
}
