package dev.sluicegate.router.forward;

import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.response.Heartbeat;
import dev.sluicegate.router.response.ResettableTimer;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request waits for until its answer begins: the pause before a retry, room in a queue, the time for a hedge; and the heartbeat that its
 * client gets meanwhile. Each is made when it is needed first. Used on the request's event loop only.
 */
final class Waits {
    private final Vertx vertx;
    private final ClientResponse response;
    private @Nullable Heartbeat heartbeat;
    private @Nullable ResettableTimer pause;
    private @Nullable ResettableTimer hedge;
    private @Nullable QueueWait queue;

    Waits(Vertx vertx, ClientResponse response) {
        this.vertx = vertx;
        this.response = response;
    }

    /** @param every zero is never */
    void startHeartbeat(Duration every) {
        if (every.isPositive()) {
            heartbeat = new Heartbeat(vertx, response, every);
            heartbeat.start();
        }
    }

    /** Whether the client has got a heartbeat. */
    boolean heartbeatHasBegun() {
        return heartbeat != null && heartbeat.hasBegun();
    }

    void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.stop();
        }
    }

    void pause(Duration time, Runnable then) {
        pause = pause == null ? new ResettableTimer(vertx) : pause;
        pause.set(millis(time), then);
    }

    void hedge(Duration after, Runnable secondAttempt) {
        hedge = hedge == null ? new ResettableTimer(vertx) : hedge;
        hedge.set(millis(after), secondAttempt);
    }

    void queue(QueueWait wait) {
        queue = wait;
    }

    void queueLeft() {
        queue = null;
    }

    /** The client gets this attempt's answer: nothing else is tried, and comments go between its events. */
    void answerBegins(Attempt attempt) {
        if (heartbeat != null) {
            heartbeat.between(attempt::mayComment);
        }
        cancelHedge();
    }

    private void cancelHedge() {
        if (hedge != null) {
            hedge.cancel();
        }
    }

    /** Waits for nothing any more. */
    void cancel() {
        stopHeartbeat();
        cancelHedge();
        if (pause != null) {
            pause.cancel();
        }
        if (queue != null) {
            queue.cancel();
            queue = null;
        }
    }

    private static long millis(Duration time) {
        return Math.max(1, (time.toNanos() + 999_999) / 1_000_000);
    }
}
