package dev.sluicegate.operator.write;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bound for the writes that are under way at once. Hundreds of gateways that are reconciled at the same moment would each have one under way, and an API server that
 * is asked for more than it can do in time does nothing in time: of 200 Services that were made at once most were given up, made again, and given up again. A
 * write waits for its turn, but not for ever, because others may be held by an admission webhook that does not answer. Safe for any thread.
 */
public final class WriteConcurrency {
    /** Two processors with all of a cluster on them made 200 Services in 20 s so; each is there long before the client gives it up, after 10 s. */
    private static final int MOST = 24;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore turns;
    private final Duration patience;

    /** The operator's bound. */
    public WriteConcurrency() {
        this(MOST, PATIENCE);
    }

    /** @param patience after which a write is made without a turn of its own */
    WriteConcurrency(int most, Duration patience) {
        this.turns = new Semaphore(most, true);
        this.patience = patience;
    }

    /** Makes this write when it is its turn, and returns what it returns. */
    public <T> T inTurn(Supplier<T> write) {
        boolean isItsTurn = await();
        try {
            return write.get();
        } finally {
            if (isItsTurn) {
                turns.release();
            }
        }
    }

    /** How many writes wait, about. */
    int waiting() {
        return turns.getQueueLength();
    }

    private boolean await() {
        try {
            return turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false; // the write itself ends by that
        }
    }
}
