package dev.sluicegate.router.limits;

import java.time.Duration;

/** The verdict of the limits on a request: whether it may go on. */
public sealed interface Verdict {
    /** @param lease to be settled exactly once, when the request is over */
    record Admitted(Standing standing, Lease lease) implements Verdict {}

    /**
     * @param limit the one that is reached
     * @param reserved whether something is left, but reserved by requests that run: it may come back when they end
     * @param retryAfter until it makes sense to try again; for a budget that is spent, until its period is over
     */
    record Refused(Limit limit, boolean reserved, Duration retryAfter, Standing standing) implements Verdict {
        private static final Duration NEXT_END = Duration.ofSeconds(5);

        /** The time after which a request may have ended that holds what is wanted; {@code atMost} when that is sooner. */
        static Duration untilGivenBack(Duration atMost) {
            return atMost.compareTo(NEXT_END) < 0 ? atMost : NEXT_END;
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
