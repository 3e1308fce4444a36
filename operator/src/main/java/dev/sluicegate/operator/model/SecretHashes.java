package dev.sluicegate.operator.model;

import dev.sluicegate.router.adminapi.AdminApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The hashes by which a change of something secret of a gateway is noticed. They are written down in the cluster, and nothing that they are made of can be found out
 * from them without the admin token.
 *
 * @param rolling of everything secret that a revision is named by
 * @param files of all files of Secrets and ConfigMaps that routers read; empty if an earlier operator has written it down
 * @param token of the admin token, from which pods carry something in their template; empty likewise
 */
public record SecretHashes(String rolling, String files, String token) {
    /**
     * The hashes of these.
     *
     * @param salt the gateway's own, so that a Secret is not recognised in two gateways
     * @param adminToken empty if it is not known
     */
    static SecretHashes of(String salt, String adminToken, ReferencedSecrets.Complete secrets) {
        return new SecretHashes(
                hash(salt, adminToken, secrets.values()),
                hash(salt, adminToken, secrets.files()),
                adminToken.isEmpty() ? "" : Fingerprint.of(salt, List.of(AdminApi.drainWaitToken(adminToken))));
    }

    private static String hash(String salt, String adminToken, Map<String, String> values) {
        List<String> parts = new ArrayList<>();
        values.forEach((path, value) -> {
            parts.add(path);
            parts.add(value);
        });
        parts.add(adminToken);
        return Fingerprint.of(salt, parts);
    }

    /** Whether an earlier operator has left something out. */
    boolean areIncomplete() {
        return files.isEmpty() || token.isEmpty();
    }

    /** Whether pods that run can follow: what has changed since then are files alone. */
    boolean canBeFollowedFrom(SecretHashes before) {
        return rolling.equals(before.rolling) || (token.equals(before.token) && !token.isEmpty());
    }
}
