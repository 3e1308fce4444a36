package dev.sluicegate.router.response;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** One timer that can be set again, cheaply: setting it later than before only moves a number. Used on one event loop only. */
public final class ResettableTimer {
    private final Vertx vertx;
    private long timer = -1;
    private long firesAt;
    private long dueAt;
    private @Nullable Runnable action;

    public ResettableTimer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs {@code action} in {@code millis}, instead of whatever was set before. */
    public void set(long millis, Runnable action) {
        long now = System.nanoTime();
        dueAt = now + millis * 1_000_000;
        this.action = action;
        if (timer >= 0 && firesAt - dueAt > 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (timer < 0) {
            arm(now);
        }
    }

    public void cancel() {
        action = null;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void arm(long now) {
        firesAt = dueAt;
        timer = vertx.setTimer(Math.max(1, (dueAt - now + 999_999) / 1_000_000), _ -> fire());
    }

    private void fire() {
        timer = -1;
        Runnable due = action;
        long now = System.nanoTime();
        if (due == null) {
            return;
        }
        if (dueAt - now > 0) {
            arm(now);
        } else {
            action = null;
            due.run();
        }
    }
}
