package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Mounts;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The token of a gateway's admin ports: made once, and kept in a Secret. */
final class AdminTokens {
    private static final int BYTES = 32;

    private final KubernetesClient client;
    private final Sources sources;
    private final SecureRandom random = new SecureRandom();

    AdminTokens(KubernetesClient client, Sources sources) {
        this.client = client;
        this.sources = sources;
    }

    /** @throws NameTakenException if the Secret's name belongs to somebody else */
    String tokenOf(RouterGateway gateway) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = Names.adminSecret(gateway.getMetadata().getName());
        Optional<Secret> secret = sources.get(Secret.class, namespace, name);
        if (secret.isEmpty()) {
            secret = Optional.ofNullable(
                    client.secrets().inNamespace(namespace).withName(name).get());
        }
        if (secret.isPresent() && !Applier.belongsTo(gateway, secret.get())) {
            throw new NameTakenException(secret.get());
        }
        return secret.flatMap(AdminTokens::token).orElseGet(() -> make(gateway));
    }

    private String make(RouterGateway gateway) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        Secret made = client.resource(GatewayObjects.adminSecret(gateway, token))
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(Names.FIELD_MANAGER)
                        .withForce(true)
                        .build());
        sources.written(Secret.class, Optional.empty(), made);
        return token;
    }

    private static Optional<String> token(Secret secret) {
        return Optional.ofNullable(Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                        .get(Mounts.ADMIN_TOKEN))
                .map(value -> new String(Base64.getDecoder().decode(value), UTF_8))
                .filter(value -> !value.isBlank());
    }
}
