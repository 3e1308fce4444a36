package dev.sluicegate.router.forward;

import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.upstream.UpstreamFailure;
import dev.sluicegate.router.upstream.UpstreamFailure.Limit;
import java.time.Duration;
import java.util.function.Consumer;

/** How long one attempt may take: until its upstream says something, and until the whole request's time is over. Used on one event loop only. */
final class TimeLimits {
    private static final long END_MILLIS = 1_000;

    private final Provider.Timeouts timeouts;
    private final long requestStartedAt;
    private final long idleMillis;
    private final ResettableTimer timer;
    private final Consumer<UpstreamFailure> tooSlow;
    private final Runnable due = this::due;
    private Limit limit = Limit.CONNECT;

    /**
     * @param requestStartedAt when the first attempt began, as {@link System#nanoTime} says it
     * @param tooSlow told when the upstream has not kept the limit that was set last
     */
    TimeLimits(
            ResettableTimer timer,
            Provider.Timeouts timeouts,
            long requestStartedAt,
            Consumer<UpstreamFailure> tooSlow) {
        this.timer = timer;
        this.timeouts = timeouts;
        this.requestStartedAt = requestStartedAt;
        this.idleMillis = timeouts.idle().toMillis();
        this.tooSlow = tooSlow;
    }

    /** The request has been sent. */
    void awaitFirstByte() {
        set(Limit.FIRST_BYTE, timeouts.firstByte().toMillis());
    }

    /** Something has come, and more is to come. */
    void awaitMore() {
        set(Limit.IDLE, idleMillis);
    }

    /** The stream's terminator has come, after which there is nothing but HTTP's end. */
    void awaitEnd() {
        set(Limit.IDLE, Math.min(idleMillis, END_MILLIS));
    }

    /** The upstream is held back because the client takes nothing, which it may do for as long as an upstream may be silent. */
    void awaitClient(Runnable tooSlow) {
        timer.set(idleMillis, tooSlow);
    }

    /** Sets the limit for what comes next, or the limit for the whole if that comes first. */
    private void set(Limit next, long allowedMillis) {
        limit = next;
        timer.set(Math.max(1, Math.min(allowedMillis, requestMillisLeft())), due);
    }

    void cancel() {
        timer.cancel();
    }

    private void due() {
        if (requestMillisLeft() <= 0) {
            tooSlow.accept(new UpstreamFailure.TooSlow(Limit.REQUEST, timeouts.request()));
        } else {
            Duration allowed = limit == Limit.FIRST_BYTE ? timeouts.firstByte() : timeouts.idle();
            tooSlow.accept(new UpstreamFailure.TooSlow(limit, allowed));
        }
    }

    private long requestMillisLeft() {
        return timeouts.request().toMillis() - (System.nanoTime() - requestStartedAt) / 1_000_000;
    }
}
