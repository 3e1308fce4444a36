package dev.sluicegate.router.app;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Whether event loops turn: each writes down the time once a second. Safe for any thread. */
final class Heartbeats {
    private static final long BEAT_MILLIS = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Queue<AtomicLong> beats = new ConcurrentLinkedQueue<>();

    /** Watches the event loop that this is called on. */
    void watch(Vertx vertx) {
        AtomicLong beat = new AtomicLong(System.nanoTime());
        beats.add(beat);
        vertx.setPeriodic(BEAT_MILLIS, _ -> beat.set(System.nanoTime()));
    }

    boolean allBeat() {
        long now = System.nanoTime();
        return beats.stream().allMatch(beat -> now - beat.get() < LONGEST_PAUSE.toNanos());
    }
}
