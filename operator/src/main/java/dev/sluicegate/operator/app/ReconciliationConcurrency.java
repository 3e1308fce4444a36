package dev.sluicegate.operator.app;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A bound for the reconciliations that are under way at once. An operator that starts has all gateways to reconcile at the same moment: with 1,000 of them under way, each
 * with what it has read and rendered, its memory was full and its lease was lost before one had ended. One that takes long, because a router is
 * silent or an admission webhook does not answer, stops counting after a while, so it keeps no other waiting for longer than that. Safe for any thread.
 */
final class ReconciliationConcurrency {
    private static final int MOST = 32;

    /** More than routers have for their answers. */
    private static final Duration LONG = Duration.ofSeconds(2);

    private final Semaphore turns;
    private final Duration countsFor;
    private final ScheduledExecutorService timer;

    /** The operator's bound. */
    ReconciliationConcurrency() {
        this(MOST, LONG);
    }

    /** @param countsFor how long one that has begun counts at most */
    ReconciliationConcurrency(int most, Duration countsFor) {
        this.turns = new Semaphore(most, true);
        this.countsFor = countsFor;
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
        AtomicBoolean counts = new AtomicBoolean(await());
        Future<?> end = timer.schedule(() -> release(counts), countsFor.toNanos(), TimeUnit.NANOSECONDS);
        try {
            task.run();
        } finally {
            end.cancel(false);
            release(counts);
        }
    }

    private boolean await() {
        try {
            turns.acquire();
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false; // the task itself ends by that
        }
    }

    private void release(AtomicBoolean counts) {
        if (counts.getAndSet(false)) {
            turns.release();
        }
    }
}
