package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.model.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The times at which gateways take up Secrets that have changed. One that shares none does so at once. Those that share one do so one after
 * the other, each at its own place in a time that grows with their number: otherwise one rotated key would replace the pods of a whole
 * cluster at the same moment. Kept in memory only: after a restart of the operator the time begins anew. Safe for any thread.
 */
final class SecretRotations {
    static final Duration EACH = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(30);

    private record Seen(String secretsHash, Instant at) {}

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * True if the gateway may take up these Secrets now.
     *
     * @param secretsHash of all that has changed
     * @param sharers how many gateways refer to the Secret that most refer to, this one included
     */
    boolean isDue(String gatewayUid, String secretsHash, int sharers, Instant now) {
        Seen first = seen.compute(
                gatewayUid,
                (_, it) -> it != null && it.secretsHash.equals(secretsHash) ? it : new Seen(secretsHash, now));
        return !now.isBefore(first.at.plus(delay(gatewayUid, secretsHash, sharers)));
    }

    void forget(String gatewayUid) {
        seen.remove(gatewayUid);
    }

    private static Duration delay(String gatewayUid, String secretsHash, int sharers) {
        Duration most = EACH.multipliedBy(Math.max(0, sharers - 1));
        Duration bounded = most.compareTo(LONGEST) < 0 ? most : LONGEST;
        // the salt of a secretsHash is the gateway's own, but the next rotation shall have another order in any case
        String place = Fingerprint.of(gatewayUid, List.of(secretsHash)).substring(0, 7);
        return Duration.ofMillis(bounded.toMillis() * Integer.parseInt(place, 16) / (1 << 28));
    }
}
