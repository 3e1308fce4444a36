package dev.sluicegate.router.limits;

import java.time.Duration;

/** The verdict of the limits on a request: whether it may go on. */
public sealed interface Verdict {
    /** @param lease to be settled exactly once, when the request is over */
    record Admitted(Standing standing, Lease lease) implements Verdict {}

    /**
     * @param limit the one that is reached
     * @param retryAfter until it makes sense to try again; for a budget, until its period is over
     */
    record Refused(Limit limit, Duration retryAfter, Standing standing) implements Verdict {}

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
