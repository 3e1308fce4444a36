package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.QueuedRequest;
import dev.sluicegate.router.upstream.ServerPreference;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One request's wait in the queues of upstreams that are full, until the first of them has room. Used on the request's event loop only. */
final class QueueWait {
    private final List<Route.Target> targets;
    private final Function<Route.Target, Upstream> upstreams;
    private final Outcome outcome;
    private final List<Upstream> joined = new ArrayList<>(1);
    private final QueuedRequest request;
    private final ResettableTimer timer;

    /** The result of joining the queues. */
    enum Joined {
        WAITS,
        QUEUES_FULL,
        NO_QUEUES
    }

    /** The end of the wait; one of the three is called once, but neither after {@link #cancel}. */
    interface Outcome {
        /** @param place which has been taken */
        void served(Route.Target target, AttemptPermit place);

        /** Another key's request has taken its place, or the last of its places. */
        void displaced();

        void timedOut();
    }

    /**
     * A wait that has not begun.
     *
     * @param key whose request it is, for the fairness of queues
     * @param preference which server of a provider it should be
     */
    QueueWait(
            Context loop,
            String key,
            ServerPreference preference,
            List<Route.Target> targets,
            Function<Route.Target, Upstream> upstreams,
            Outcome outcome) {
        this.targets = targets;
        this.upstreams = upstreams;
        this.outcome = outcome;
        this.timer = new ResettableTimer(loop.owner());
        this.request = new QueuedRequest(
                key,
                preference,
                place -> loop.runOnContext(_ -> served(place)),
                upstream -> loop.runOnContext(_ -> displaced(upstream)));
    }

    /** @param atMost the longest wait, whatever the queues allow */
    Joined join(Duration atMost) {
        boolean any = false;
        Duration longest = Duration.ZERO;
        for (Upstream upstream : targets.stream().map(upstreams).distinct().toList()) {
            any |= upstream.hasQueue();
            if (upstream.enqueue(request)) {
                joined.add(upstream);
                longest = longest.compareTo(upstream.queueTimeout()) > 0 ? longest : upstream.queueTimeout();
            }
        }
        if (joined.isEmpty()) {
            return any ? Joined.QUEUES_FULL : Joined.NO_QUEUES;
        }
        Duration time = longest.compareTo(atMost) < 0 ? longest : atMost;
        timer.set(Math.max(1, time.toMillis()), this::timedOut);
        return Joined.WAITS;
    }

    private void served(AttemptPermit place) {
        timer.cancel();
        quit();
        outcome.served(targetAt(place.upstream()), place);
    }

    private Route.Target targetAt(Upstream upstream) {
        for (Route.Target target : targets) {
            if (target.provider().name().equals(upstream.name())) {
                return target;
            }
        }
        throw new IllegalStateException("there is room where none was sought: " + upstream.name());
    }

    /** It waits on in the other queues that it has joined. */
    private void displaced(Upstream upstream) {
        joined.remove(upstream);
        if (joined.isEmpty() && request.giveUp()) {
            timer.cancel();
            outcome.displaced();
        }
    }

    private void timedOut() {
        if (request.giveUp()) {
            quit();
            outcome.timedOut();
        }
    }

    /** Waits no longer. Room that is on its way already is told all the same. */
    void cancel() {
        timer.cancel();
        request.giveUp();
        quit();
    }

    private void quit() {
        joined.forEach(upstream -> upstream.dequeue(request));
    }
}
