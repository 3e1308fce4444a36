package dev.sluicegate.router.account;

import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request in the ledger. Written by the event loop that serves it, read by any thread. */
public final class Carried {
    private final Ledger ledger;
    private final String id;
    private final long arrivedAt;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile String model = "";
    private volatile boolean stream;
    private volatile long bytes;
    private volatile @Nullable Runnable cut;

    Carried(Ledger ledger, String id, long arrivedAt) {
        this.ledger = ledger;
        this.id = id;
        this.arrivedAt = arrivedAt;
    }

    /** What the body said. To be called at most once, before the end. */
    public void identified(String model, boolean stream) {
        this.model = model;
        if (stream) {
            this.stream = true;
            ledger.becameStream();
        }
    }

    /** More bytes of the response went to the client. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, others only read
    public void sent(long more) {
        bytes += more;
    }

    /** How a drain's deadline ends this one; may be called on any thread. */
    public void onCut(Runnable action) {
        cut = action;
    }

    /** Ends this one early, if it says how. */
    public void cut() {
        Runnable action = cut;
        if (action != null) {
            action.run();
        }
    }

    /** Counts the end. Only the first call counts. */
    public void end(RouterStatus.Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            ledger.ended(this, outcome);
        }
    }

    public String id() {
        return id;
    }

    boolean isStream() {
        return stream;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    RouterStatus.Blocker describe(long now) {
        return new RouterStatus.Blocker(
                id, model, stream, Duration.ofNanos(now - arrivedAt).toMillis(), bytes);
    }
}
