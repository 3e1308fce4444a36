package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.status.Transitions.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The number of Events that a gateway may make: a burst, and after that one in a while. The last of the burst are kept for warnings.
 * Safe for any thread, one gateway at a time.
 */
final class EventBudget {
    static final int BURST = 25;
    static final Duration REFILL = Duration.ofSeconds(10);
    private static final int FOR_WARNINGS = 5;

    private record Bucket(double tokens, Instant at, int leftOut) {}

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** Takes one from the gateway's budget. False, and counted as left out, if there is none. */
    boolean allows(String gatewayUid, Notice.Kind kind, Instant now) {
        Bucket bucket = refilled(gatewayUid, now);
        int needed = kind == Notice.Kind.Warning ? 1 : 1 + FOR_WARNINGS;
        boolean allowed = bucket.tokens() >= needed;
        buckets.put(
                gatewayUid, new Bucket(bucket.tokens() - (allowed ? 1 : 0), now, bucket.leftOut() + (allowed ? 0 : 1)));
        return allowed;
    }

    /** How many were left out since this was last asked. */
    int leftOut(String gatewayUid, Instant now) {
        Bucket bucket = refilled(gatewayUid, now);
        buckets.put(gatewayUid, new Bucket(bucket.tokens(), now, 0));
        return bucket.leftOut();
    }

    void forget(String gatewayUid) {
        buckets.remove(gatewayUid);
    }

    private Bucket refilled(String gatewayUid, Instant now) {
        Bucket bucket = buckets.getOrDefault(gatewayUid, new Bucket(BURST, now, 0));
        double earned = Math.max(0, Duration.between(bucket.at(), now).toMillis()) / (double) REFILL.toMillis();
        return new Bucket(Math.min(BURST, bucket.tokens() + earned), now, bucket.leftOut());
    }
}
