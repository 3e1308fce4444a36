package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The token of a gateway's admin ports: made once, and kept in a Secret. */
final class AdminTokens {
    private static final int BYTES = 32;

    private final Writes writes;
    private final ClusterView cluster;
    private final SecureRandom random = new SecureRandom();

    /** By the gateway's uid: its routers go on knowing a token whose Secret is gone. */
    private final Map<String, String> lastKnown = new ConcurrentHashMap<>();

    AdminTokens(Writes writes, ClusterView cluster) {
        this.writes = writes;
        this.cluster = cluster;
    }

    /** @throws RefusedException if the Secret cannot be made, belongs to somebody else, or holds nothing that can be used */
    String tokenOf(RouterGateway gateway) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Secret secret = writes.create(
                gateway, GatewayObjects.adminSecret(gateway, HexFormat.of().formatHex(bytes)));
        String token = token(secret);
        lastKnown.put(gateway.getMetadata().getUid(), token);
        return token;
    }

    /**
     * The token of a gateway that is being deleted, for which nothing is made any more; empty if its Secret is gone and this process
     * has never seen it.
     */
    String existing(RouterGateway gateway) {
        return cluster.get(
                        Secret.class,
                        gateway.getMetadata().getNamespace(),
                        Names.adminSecret(gateway.getMetadata().getName()))
                .filter(Owners.of(gateway, cluster)::own)
                .map(AdminTokens::token)
                .orElseGet(() -> lastKnown.getOrDefault(gateway.getMetadata().getUid(), ""));
    }

    void forget(RouterGateway gateway) {
        lastKnown.remove(gateway.getMetadata().getUid());
    }

    /** The token that preStop hooks of this token's pods send; empty, as nothing is made of it, for a gateway that goes and whose token is gone. */
    static String drainWaitToken(String adminToken) {
        return adminToken.isEmpty() ? "" : AdminApi.drainWaitToken(adminToken);
    }

    /** As the router reads it: without the space around it that editors and {@code echo} leave, and of printable ASCII. */
    private static String token(Secret secret) {
        String encoded = Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                .getOrDefault(MountedFile.ADMIN_TOKEN, "");
        String token;
        try {
            token = new String(Base64.getDecoder().decode(encoded), UTF_8).strip();
        } catch (IllegalArgumentException e) {
            token = "";
        }
        if (token.isEmpty() || token.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new RefusedException(
                    Reason.AdminTokenUnusable,
                    "Secret %s holds no line of printable characters under %s, so the routers cannot be managed"
                            .formatted(secret.getMetadata().getName(), MountedFile.ADMIN_TOKEN));
        }
        return token;
    }
}
