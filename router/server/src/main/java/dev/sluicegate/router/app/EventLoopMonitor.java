package dev.sluicegate.router.app;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The monitor of event loops: each of them writes down the time once a second as long as it turns. Safe for any thread. */
final class EventLoopMonitor {
    private static final long BEAT_MILLIS = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final LongSupplier nanoTime;
    private final Queue<AtomicLong> beats = new ConcurrentLinkedQueue<>();

    EventLoopMonitor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Watches the event loop that this is called on. */
    void watch(Vertx vertx) {
        AtomicLong beat = new AtomicLong(nanoTime.getAsLong());
        beats.add(beat);
        vertx.setPeriodic(BEAT_MILLIS, _ -> beat.set(nanoTime.getAsLong()));
    }

    /** For how long the event loop that has been still for longest has not turned; 0 if each has within its beat. */
    long stalledMillis() {
        long now = nanoTime.getAsLong();
        return beats.stream()
                .mapToLong(beat -> TimeUnit.NANOSECONDS.toMillis(now - beat.get()) - BEAT_MILLIS)
                .reduce(0, Math::max);
    }

    boolean allTurn() {
        long now = nanoTime.getAsLong();
        return beats.stream().allMatch(beat -> now - beat.get() < LONGEST_PAUSE.toNanos());
    }
}
