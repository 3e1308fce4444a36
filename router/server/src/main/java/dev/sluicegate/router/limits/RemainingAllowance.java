package dev.sluicegate.router.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rest that a caller has left of its allowance. Null parts are not limited. */
public record RemainingAllowance(
        @Nullable Part requests, @Nullable Part tokens) {
    public static final RemainingAllowance UNLIMITED = new RemainingAllowance(null, null);

    /**
     * @param perMinute the limit
     * @param remaining whole ones, at least 0
     * @param reset until all of it is there again
     */
    public record Part(int perMinute, long remaining, Duration reset) {}

    /**
     * @param requests what the buckets hold; not looked at where there is no limit
     */
    static RemainingAllowance of(Allowance allowance, double requests, double tokens) {
        return new RemainingAllowance(
                part(allowance.requestsPerMinute(), requests), part(allowance.tokensPerMinute(), tokens));
    }

    /** The rest of a caller who has both: the parts of which fewer remain. */
    RemainingAllowance tighter(RemainingAllowance other) {
        return new RemainingAllowance(fewer(requests, other.requests), fewer(tokens, other.tokens));
    }

    private static @Nullable Part fewer(@Nullable Part one, @Nullable Part other) {
        return one == null || (other != null && other.remaining < one.remaining) ? other : one;
    }

    private static @Nullable Part part(@Nullable Integer perMinute, double level) {
        return perMinute == null
                ? null
                : new Part(
                        perMinute,
                        Math.max(0, (long) Math.floor(level)),
                        Duration.ofNanos(Bucket.nanosUntil(level, perMinute, perMinute)));
    }
}
