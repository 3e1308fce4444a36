package dev.sluicegate.e2e.provider;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * A hashed timer wheel: what falls due in the same ten milliseconds runs together, so that hundreds of paced streams wake their
 * thread a hundred times a second at most. Confined to the event loop that made it.
 */
final class Pacer {
    private static final int TICK_MS = 10;
    private static final int SLOTS = 512;

    private final List<List<Due>> wheel = new ArrayList<>(SLOTS);
    private long tick;

    private record Due(long tick, Runnable task) {}

    Pacer(Vertx vertx) {
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>());
        }
        long startedAt = System.nanoTime();
        vertx.setPeriodic(TICK_MS, timer -> turnTo((System.nanoTime() - startedAt) / (TICK_MS * 1_000_000L)));
    }

    /** Runs it once, {@code ms} milliseconds from now, to ten milliseconds. */
    void after(long ms, Runnable task) {
        long due = tick + Math.max(1, (ms + TICK_MS / 2) / TICK_MS);
        slot(due).add(new Due(due, task));
    }

    private void turnTo(long now) {
        while (tick < now) {
            tick++;
            List<Due> slot = slot(tick);
            List<Due> due = slot.stream().filter(entry -> entry.tick <= tick).toList();
            slot.removeIf(entry -> entry.tick <= tick);
            due.forEach(entry -> entry.task.run());
        }
    }

    private List<Due> slot(long at) {
        return wheel.get((int) (at % SLOTS));
    }
}
