package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.UpstreamRequestEncoder.Encoding;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one request: it starts them, beside each other if there is a hedge, and says what follows when one fails. Used on the
 * request's event loop only.
 */
final class AttemptRunner implements AttemptOwner {
    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    /** Connections that were about to be closed; beyond this it is the upstream that breaks them. */
    private static final int MOST_STALE_CONNECTIONS = 3;

    private static final Duration ANY_TIME = Duration.ofDays(1);

    private final RetryingForwarder forwarder;
    private final ForwardTask task;
    private final AttemptCounts counts;
    private final TargetSelector targets;
    private final RetryDecision retries;
    private final long startedAt;
    private final List<Attempt> running = new ArrayList<>(1);
    private @Nullable Attempt winner;
    private @Nullable Upstream lastTried;
    private final SuspectedFields suspectedFields = new SuspectedFields();
    private int staleConnections;

    AttemptRunner(RetryingForwarder forwarder, long startedAt) {
        this.forwarder = forwarder;
        this.task = forwarder.task();
        this.counts = forwarder.resources().counts();
        this.targets = forwarder.targets();
        this.retries = new RetryDecision(targets, startedAt);
        this.startedAt = startedAt;
    }

    /** Makes an attempt at a place that has been taken. */
    void start(Route.Target target, AttemptPermit permit) {
        targets.started(target);
        Upstream upstream = permit.upstream();
        lastTried = upstream;
        if (upstream.passesClientKey() && task.clientKey() == null) {
            permit.release();
            unsupported(target, ForwardingErrors.noClientKey(upstream.name()));
            return;
        }
        task.encoder().encode(upstream, target.model()).onComplete(encoding -> {
            if (!forwarder.isDone() && encoding.succeeded()) {
                encoded(target, permit, encoding.result());
                return;
            }
            permit.release();
            if (!forwarder.isDone()) {
                log.atError()
                        .addKeyValue("request", response().requestId())
                        .setCause(encoding.cause())
                        .log("a request could not be put into a provider's protocol");
                forwarder.giveUp(ForwardingErrors.internal(), true);
            }
        });
    }

    private void encoded(Route.Target target, AttemptPermit permit, Encoding encoding) {
        switch (encoding) {
            case Encoding.Encoded(UpstreamRequest request) -> run(new Attempt(this, target, request, permit));
            case Encoding.Unsupported(ApiError error) -> {
                permit.release();
                unsupported(target, error);
            }
            case Encoding.NoMemory(ApiError error) -> {
                permit.release();
                targets.uncount(target);
                if (running.isEmpty()) {
                    forwarder.giveUp(error, false);
                }
            }
        }
    }

    private void unsupported(Route.Target target, ApiError error) {
        targets.uncount(target);
        TargetSelector.Next next =
                targets.failed(target, new AttemptFailure.Unsupported(), false, System.nanoTime(), timeLeft());
        if (!running.isEmpty()) {
            return;
        }
        if (next == TargetSelector.Next.TRY_AGAIN) {
            next();
        } else {
            forwarder.giveUp(error, false);
        }
    }

    private void run(Attempt attempt) {
        running.add(attempt);
        counts.attempt();
        attempt.start(task);
        Duration after = targets.route().hedgeAfter();
        if (after != null && !task.stream() && running.size() == 1) {
            forwarder.waits().hedge(after, this::hedge);
        }
    }

    /** A second attempt beside one that takes long. */
    private void hedge() {
        if (forwarder.isDone() || winner != null || running.size() != 1) {
            return;
        }
        for (Route.Target other : targets.besides(forwarder.loads())) {
            boolean elsewhere = !other.provider()
                    .name()
                    .equals(running.getFirst().upstream().name());
            AttemptPermit place = elsewhere ? forwarder.acquire(other) : null;
            if (place != null) {
                counts.hedge();
                start(other, place);
                return;
            }
        }
    }

    @Override
    public void next() {
        forwarder.next();
    }

    @Override
    public TargetSelector.Next afterError(Attempt attempt, AttemptFailure failure) {
        suspectedFields.resolve(false);
        TargetSelector.Next next = retries.after(attempt, failure, isAlone(attempt));
        if (next == TargetSelector.Next.TRY_AGAIN) {
            running.remove(attempt);
            counts.failedAttempt();
        }
        return next;
    }

    @Override
    public void failed(Attempt attempt, UpstreamFailure failure) {
        running.remove(attempt);
        if (forwarder.isDone()) {
            return;
        }
        suspectedFields.resolve(false);
        if (isStale(failure) && ++staleConnections <= MOST_STALE_CONNECTIONS && repeat(attempt)) {
            return;
        }
        TargetSelector.Next next = retries.after(attempt, failure, isAlone(attempt));
        if (!running.isEmpty()) {
            return;
        }
        if (next == TargetSelector.Next.TRY_AGAIN) {
            counts.failedAttempt();
            next();
        } else {
            forwarder.giveUp(
                    failure.error(attempt.upstream().name()).after(targets.attempts()),
                    failure instanceof UpstreamFailure.KeyRefused
                            || (next == TargetSelector.Next.USED_UP && targets.attempts() > 1));
        }
    }

    private static boolean isStale(UpstreamFailure failure) {
        return failure instanceof UpstreamFailure.Broken(String _, boolean stale) && stale;
    }

    /** Whether no other attempt runs, on which the request would depend. */
    private boolean isAlone(Attempt attempt) {
        return running.isEmpty() || (running.size() == 1 && running.getFirst() == attempt);
    }

    /** The same once more, as if it had not been; false if another request has taken its place. */
    private boolean repeat(Attempt attempt) {
        targets.uncount(attempt.target());
        AttemptPermit place = forwarder.acquire(attempt.target());
        if (place != null) {
            start(attempt.target(), place);
        }
        return place != null;
    }

    @Override
    public boolean repeatWithoutRefused(Attempt attempt, Buffer refusal) {
        if (forwarder.isDone() || !isAlone(attempt)) {
            return false;
        }
        if (!suspectedFields.add(attempt, refusal) && !task.encoder().leaveOutThoughts(attempt.request(), refusal)) {
            return false;
        }
        attempt.abandon();
        running.remove(attempt);
        if (!repeat(attempt)) {
            suspectedFields.resolve(false);
            next();
        }
        return true;
    }

    @Override
    public void answersWhole() {
        forwarder.waits().stopHeartbeat();
    }

    @Override
    public void begins(Attempt attempt) {
        winner = attempt;
        suspectedFields.resolve(true);
        task.encoder().release();
        forwarder.waits().answerBegins(attempt);
        if (running.size() > 1) {
            if (running.getFirst() != attempt) {
                counts.hedgeWon();
            }
            running.forEach(other -> {
                if (other != attempt) {
                    other.stop();
                }
            });
        }
    }

    boolean anyRuns() {
        return !running.isEmpty();
    }

    /** Whether the client has got a byte of an answer. */
    boolean hasAnswered() {
        return winner != null;
    }

    /** Ends the answer that the client is getting. Returns whether an event may be said to the client after it. */
    boolean breakOff() {
        return winner != null && winner.breakOff();
    }

    /** Ends every attempt at once. */
    void stop() {
        suspectedFields.resolve(false);
        running.forEach(Attempt::stop);
    }

    /** The time that the request may still take, as the upstream that was tried last allows it. */
    Duration timeLeft() {
        return lastTried == null ? ANY_TIME : retries.timeLeft(lastTried);
    }

    @Override
    public Vertx vertx() {
        return forwarder.loop().owner();
    }

    @Override
    public UpstreamClient client() {
        return forwarder.resources().client();
    }

    @Override
    public ClientResponse response() {
        return forwarder.response();
    }

    @Override
    public Route route() {
        return task.route();
    }

    @Override
    public long startedAt() {
        return startedAt;
    }
}
