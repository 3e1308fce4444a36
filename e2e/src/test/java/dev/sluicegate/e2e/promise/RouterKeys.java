package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The RouterKeys of a test, and the Secrets that the operator makes of them. */
final class RouterKeys {
    private final Stage stage;
    private final NonNamespaceOperation<RouterKey, KubernetesResourceList<RouterKey>, Resource<RouterKey>> keys;

    RouterKeys(Stage stage) {
        this.stage = stage;
        this.keys = stage.client().resources(RouterKey.class).inNamespace(stage.namespace());
    }

    void create(String name, LiveGateway gateway) {
        RouterKey key = new RouterKey();
        key.setMetadata(new ObjectMetaBuilder().withName(name).build());
        key.setSpec(JsonNodeFactory.instance
                .objectNode()
                .set("gatewayRef", JsonNodeFactory.instance.objectNode().put("name", gateway.name())));
        keys.resource(key).create();
    }

    /** Waits until every pod knows it. */
    void awaitPublished(String name) {
        await("RouterKey " + name + " to be acknowledged")
                .atMost(Stage.PATIENCE)
                .until(() -> "Published".equals(reason(keys.withName(name).get())));
    }

    /** The key itself, from the Secret, once the operator has made it. */
    String awaitValue(String name) {
        Secret secret = await("the Secret of RouterKey " + name)
                .atMost(Stage.PATIENCE)
                .until(() -> secret(name), Objects::nonNull);
        return new String(Base64.getDecoder().decode(secret.getData().get("key")), UTF_8);
    }

    boolean hasSecret(String name) {
        return secret(name) != null;
    }

    void delete(String name) {
        keys.withName(name).delete();
    }

    /** Empty until the operator has written some. */
    Optional<Spend> spend(String name) {
        return Optional.ofNullable(keys.withName(name).get().getStatus()).map(RouterKeyStatus::spend);
    }

    private static String reason(RouterKey key) {
        RouterKeyStatus status = key.getStatus();
        List<Condition> conditions = status == null ? null : status.conditions();
        return conditions == null ? "" : conditions.getFirst().getReason();
    }

    private @Nullable Secret secret(String name) {
        return stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }
}
