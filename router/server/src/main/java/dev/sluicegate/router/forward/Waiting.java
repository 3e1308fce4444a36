package dev.sluicegate.router.forward;

import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.upstream.QueuedRequest;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request's wait for a place, at the first of several upstreams that has one. Used on the request's event loop only. */
final class Waiting {
    private final List<Upstream> upstreams;
    private final List<Upstream> joined = new ArrayList<>(1);
    private final Consumer<@Nullable Upstream> onPlace;
    private final QueuedRequest waiter;
    private final ResettableTimer watch;

    /** What became of joining the queues. */
    enum Joined {
        WAITS,
        QUEUES_FULL,
        NO_QUEUES
    }

    /** @param onPlace told once where a place has been taken, or null if none became free in time; not after {@link #giveUp} */
    Waiting(Vertx vertx, Context loop, String key, List<Upstream> upstreams, Consumer<@Nullable Upstream> onPlace) {
        this.upstreams = upstreams;
        this.onPlace = onPlace;
        this.watch = new ResettableTimer(vertx);
        this.waiter = new QueuedRequest(key, upstream -> loop.runOnContext(_ -> served(upstream)));
    }

    /** @param patience the longest wait, whatever the queues allow */
    Joined join(Duration patience) {
        boolean any = false;
        Duration longest = Duration.ZERO;
        for (Upstream upstream : upstreams) {
            any |= upstream.hasQueue();
            if (upstream.join(waiter)) {
                joined.add(upstream);
                longest = longest.compareTo(upstream.queueTimeout()) > 0 ? longest : upstream.queueTimeout();
            }
        }
        if (joined.isEmpty()) {
            return any ? Joined.QUEUES_FULL : Joined.NO_QUEUES;
        }
        Duration most = longest.compareTo(patience) < 0 ? longest : patience;
        watch.set(Math.max(1, most.toMillis()), this::tooLong);
        return Joined.WAITS;
    }

    private void served(Upstream upstream) {
        watch.cancel();
        quit();
        onPlace.accept(upstream);
    }

    private void tooLong() {
        if (waiter.giveUp()) {
            quit();
            onPlace.accept(null);
        }
    }

    /** Waits no longer. A place that is on its way already is told all the same. */
    void giveUp() {
        watch.cancel();
        waiter.giveUp();
        quit();
    }

    private void quit() {
        joined.forEach(upstream -> upstream.quit(waiter));
    }
}
