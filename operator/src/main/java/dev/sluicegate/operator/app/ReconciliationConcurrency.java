package dev.sluicegate.operator.app;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A bound for the reconciliations that are under way at once. An operator that starts has all gateways to reconcile at the same moment: with 1,000 of them under way, each
 * with what it has read and rendered, its memory was full, the API server answered none in time, and the lease was lost before one had ended.
 *
 * <p>One that takes long, because an admission webhook does not answer, say, makes way for another; but not all do, or an API server that is slow because it is asked too much
 * would be asked more and more. Safe for any thread.
 */
final class ReconciliationConcurrency {
    private static final int MOST = 24;
    private static final int MOST_LONG = 24;

    /** More than routers have for their answers. */
    private static final Duration LONG = Duration.ofSeconds(2);

    private static final Semaphore NONE = new Semaphore(0);

    private final Semaphore turns;
    private final Semaphore longTurns;
    private final Duration isLong;
    private final ScheduledExecutorService timer;

    /** The operator's bound. */
    ReconciliationConcurrency() {
        this(MOST, MOST_LONG, LONG);
    }

    /**
     * A bound.
     *
     * @param most at once
     * @param mostLong beside them, which take long
     * @param isLong after which one takes long
     */
    ReconciliationConcurrency(int most, int mostLong, Duration isLong) {
        this.turns = new Semaphore(most, true);
        this.longTurns = new Semaphore(mostLong);
        this.isLong = isLong;
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("reconciliation-turns").factory());
        one.setRemoveOnCancelPolicy(true);
        this.timer = one;
    }

    /** Runs each task in a virtual thread of its own when it is its turn. One that is interrupted before is run at once, interrupted. */
    ExecutorService executor() {
        return Executors.newThreadPerTaskExecutor(task -> Thread.ofVirtual().unstarted(() -> inTurn(task)));
    }

    /** How many could begin at once, about. */
    int free() {
        return turns.availablePermits();
    }

    private void inTurn(Runnable task) {
        try {
            turns.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            task.run(); // ends by that
            return;
        }
        AtomicReference<Semaphore> turn = new AtomicReference<>(turns);
        Future<?> look = timer.scheduleWithFixedDelay(
                () -> makeWay(turn), isLong.toNanos(), isLong.toNanos(), TimeUnit.NANOSECONDS);
        try {
            task.run();
        } finally {
            look.cancel(false);
            // from now on it has none that it could exchange
            turn.getAndSet(NONE).release();
        }
    }

    private void makeWay(AtomicReference<Semaphore> turn) {
        if (longTurns.tryAcquire()) {
            Semaphore given = turn.compareAndSet(turns, longTurns) ? turns : longTurns;
            given.release();
        }
    }
}
