package dev.sluicegate.router.app;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The monitor of event loops: each of them writes down the time once a second as long as it turns. Safe for any thread. */
final class EventLoopMonitor {
    private static final long BEAT_MILLIS = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Queue<AtomicLong> beats = new ConcurrentLinkedQueue<>();

    /** Watches the event loop that this is called on. */
    void watch(Vertx vertx) {
        AtomicLong beat = new AtomicLong(System.nanoTime());
        beats.add(beat);
        vertx.setPeriodic(BEAT_MILLIS, _ -> beat.set(System.nanoTime()));
    }

    boolean allTurn() {
        long now = System.nanoTime();
        return beats.stream().allMatch(beat -> now - beat.get() < LONGEST_PAUSE.toNanos());
    }
}
