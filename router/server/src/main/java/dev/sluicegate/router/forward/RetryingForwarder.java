package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.ServerPreference;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding of one request: one attempt after another, until the client receives the first byte of an answer; from then on it is
 * that attempt's. {@link TargetSelector} decides, this acts. Used on the request's event loop only.
 */
public final class RetryingForwarder implements QueueWait.Outcome {
    private final Context loop;
    private final ClientResponse response;
    private final ForwardTask task;
    private final ForwardResources resources;
    private final TargetSelector targets;
    private final ServerPreference preference;
    private final TargetSelector.Loads loads;
    private final Waits waits;
    private final AttemptRunner attempts;
    private boolean stopped;

    /** To be created on the request's event loop. */
    public RetryingForwarder(Context loop, ClientResponse response, ForwardTask task, ForwardResources resources) {
        this.loop = loop;
        this.response = response;
        this.task = task;
        this.resources = resources;
        long now = System.nanoTime();
        this.targets = new TargetSelector(task.route(), task.affinity(), ThreadLocalRandom.current(), now);
        this.preference = new ServerPreference(task.affinity());
        this.loads = target -> upstream(target).load(modelAt(target));
        this.waits = new Waits(loop.owner(), response);
        this.attempts = new AttemptRunner(this, now);
    }

    /** Makes the first attempt. Everything else happens by itself. */
    public void start() {
        response.onClientLeft(this::stop);
        if (task.stream()) {
            waits.startHeartbeat(resources.heartbeat());
        }
        next();
    }

    /** Ends everything because a drain's deadline has come. */
    public void cut(ShutdownNotice notice) {
        boolean betweenEvents = attempts.hasAnswered() ? attempts.breakOff() : waits.heartbeatHasBegun();
        stop();
        response.cut(notice, betweenEvents);
    }

    /** Makes the next attempt, unless one is running. */
    void next() {
        if (isDone() || attempts.anyRuns()) {
            return;
        }
        switch (targets.choose(loads, System.nanoTime())) {
            case TargetSelector.Choice.Go(Route.Target target) -> {
                AttemptPermit place = acquire(target);
                if (place != null) {
                    attempts.start(target, place);
                } else {
                    // another event loop was quicker
                    next();
                }
            }
            case TargetSelector.Choice.Wait(Duration time) -> waits.pause(time, this::next);
            case TargetSelector.Choice.Full(List<Route.Target> full) -> queue(full);
            case TargetSelector.Choice.Exhausted() -> fallBackOr(ForwardingErrors.noProvider());
        }
    }

    /** Goes on with the next fallback model; gives up if there is none. */
    private void fallBackOr(ApiError error) {
        if (targets.fallBack()) {
            next();
        } else {
            giveUp(error, false);
        }
    }

    /** All that could serve are full: wait if there is a queue, go elsewhere if there is none. */
    private void queue(List<Route.Target> full) {
        QueueWait wait = new QueueWait(loop, task.key(), preference, full, this::upstream, this);
        switch (wait.join(attempts.timeLeft())) {
            case WAITS -> {
                waits.queue(wait);
                resources.counts().waits();
            }
            case QUEUES_FULL ->
                fallBackOr(ForwardingErrors.queueFull(task.route().model()));
            case NO_QUEUES -> fallBackOr(noRoomAt(upstream(full.getFirst())));
        }
    }

    private static ApiError noRoomAt(Upstream upstream) {
        return upstream.openServers().isEmpty()
                ? ForwardingErrors.noServer(upstream.name())
                : ForwardingErrors.overloaded(upstream.name());
    }

    @Override
    public void served(Route.Target target, AttemptPermit place) {
        waits.queueLeft();
        if (isDone()) {
            place.release();
        } else {
            attempts.start(target, place);
        }
    }

    @Override
    public void displaced() {
        waits.queueLeft();
        if (!isDone()) {
            fallBackOr(ForwardingErrors.queueFull(task.route().model()));
        }
    }

    @Override
    public void timedOut() {
        waits.queueLeft();
        if (!isDone()) {
            fallBackOr(ForwardingErrors.queueTimeout(task.route().model()));
        }
    }

    /** @param nothingHelps whether the client shall not repeat the request */
    void giveUp(ApiError error, boolean nothingHelps) {
        stop();
        Runnable instead = task.insteadOfError();
        if (instead != null) {
            instead.run();
        } else {
            response.error(error, nothingHelps);
        }
    }

    /** Ends everything that is under way, at once. */
    private void stop() {
        stopped = true;
        task.encoder().release();
        waits.cancel();
        attempts.stop();
    }

    /** Whether nothing more can come of the request. */
    boolean isDone() {
        return stopped || response.isOver();
    }

    /** Takes a place there; null if there is none. */
    @Nullable AttemptPermit acquire(Route.Target target) {
        return upstream(target).tryAcquire(modelAt(target), preference);
    }

    private String modelAt(Route.Target target) {
        return target.model() == null ? task.model() : target.model();
    }

    private Upstream upstream(Route.Target target) {
        return Objects.requireNonNull(
                resources.upstreams().get(target.provider().name()));
    }

    Context loop() {
        return loop;
    }

    ClientResponse response() {
        return response;
    }

    ForwardTask task() {
        return task;
    }

    ForwardResources resources() {
        return resources;
    }

    TargetSelector targets() {
        return targets;
    }

    TargetSelector.Loads loads() {
        return loads;
    }

    Waits waits() {
        return waits;
    }
}
