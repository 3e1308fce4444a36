package dev.sluicegate.router.forward;

import java.util.concurrent.atomic.LongAdder;

/** The counts of what was done to get requests answered, since the start. Safe for any thread. */
public final class AttemptCounts {
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failedAttempts = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final LongAdder hedgesWon = new LongAdder();
    private final LongAdder queued = new LongAdder();

    void attempt() {
        attempts.increment();
    }

    void failedAttempt() {
        failedAttempts.increment();
    }

    void hedge() {
        hedges.increment();
    }

    void hedgeWon() {
        hedgesWon.increment();
    }

    void waits() {
        queued.increment();
    }

    /** Requests that were sent to providers. */
    public long attempts() {
        return attempts.sum();
    }

    /** Attempts after whose failure another one was made. */
    public long failedAttempts() {
        return failedAttempts.sum();
    }

    /** Second attempts beside a running one. */
    public long hedges() {
        return hedges.sum();
    }

    /** Those that answered first. */
    public long hedgesWon() {
        return hedgesWon.sum();
    }

    /** Requests that waited for a place. */
    public long queued() {
        return queued.sum();
    }
}
