package dev.sluicegate.router.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The verdict of the limits on a request: whether it may go on. */
public sealed interface Verdict {
    /** @param lease to be settled exactly once, when the request is over */
    record Admitted(RemainingAllowance remaining, Lease lease) implements Verdict {
        /** A request that counts for nobody. */
        static final Admitted UNLIMITED = new Admitted(RemainingAllowance.UNLIMITED, Lease.NOTHING);

        /** The verdict of two quotas that have both admitted it. */
        Admitted and(Admitted other) {
            return new Admitted(remaining.tighter(other.remaining), (tokens, cost) -> {
                lease.settle(tokens, cost);
                other.lease.settle(tokens, cost);
            });
        }
    }

    /**
     * @param quota whose limit is reached
     * @param limit the one that is reached
     * @param reserved whether something is left, but reserved by requests that run: it may come back when they end
     * @param retryAfter until it makes sense to try again; for a budget that is spent, until its period is over
     */
    record Refused(Quota quota, Limit limit, boolean reserved, Duration retryAfter, RemainingAllowance remaining)
            implements Verdict {
        private static final Duration NEXT_END = Duration.ofSeconds(5);

        /** The time after which a request may have ended that holds what is wanted; {@code atMost} when that is sooner. */
        static Duration untilGivenBack(Duration atMost) {
            return atMost.compareTo(NEXT_END) < 0 ? atMost : NEXT_END;
        }

        /** The one that holds for longer, since nothing is admitted before; the first of two that are alike, and null of none. */
        static @Nullable Refused longer(@Nullable Refused one, @Nullable Refused other) {
            return one == null || (other != null && other.retryAfter.compareTo(one.retryAfter) > 0) ? other : one;
        }

        /** The same, to a client that has no more than {@code other} left of another quota. */
        Refused with(RemainingAllowance other) {
            return new Refused(quota, limit, reserved, retryAfter, remaining.tighter(other));
        }
    }

    /** The store cannot be reached, and nobody is to be served without it. */
    record StoreUnavailable() implements Verdict {}

    /** The lease that a request holds which was admitted. */
    @FunctionalInterface
    interface Lease {
        /** A request that is not limited at all. */
        Lease NOTHING = (_, _) -> {};

        /**
         * The request is over.
         *
         * @param tokens input and output that it used
         * @param cost in billionths of the prices' currency
         */
        void settle(long tokens, long cost);
    }
}
