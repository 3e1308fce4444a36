package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.response.Heartbeat;
import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is done to get one request answered: one attempt after another, until the client receives the first byte of an
 * answer; from then on it is that attempt's. {@link TargetSelector} decides, this acts. Used on the request's event loop only.
 */
public final class RetryingForwarder implements Attempt.Owner {
    private static final Logger log = LoggerFactory.getLogger(RetryingForwarder.class);

    /** Connections that were about to be closed; beyond this it is the upstream that breaks them. */
    private static final int MOST_STALE_CONNECTIONS = 3;

    private static final Duration PLACES_FREE_UP = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Context loop;
    private final ClientResponse reply;
    private final Asked asked;
    private final Means means;
    private final TargetSelector candidates;
    private final RetryDecision judgement;
    private final TargetSelector.Loads loads;
    private final long startedAt = System.nanoTime();
    private final ResettableTimer pause;
    private final Heartbeat heartbeat;
    private final List<Attempt> running = new ArrayList<>(1);
    private @Nullable Waiting waiting;
    private List<Route.Target> full = List.of();
    private @Nullable ResettableTimer hedge;
    private @Nullable Attempt winner;
    private Duration patience = Duration.ofDays(1);
    private int staleConnections;
    private @Nullable Upstream doubted;
    private boolean stopped;

    /**
     * What the client asked for.
     *
     * @param affinity requests with the same one go to the same target; null if any will do
     * @param key whose request it is, for the fairness of queues
     */
    public record Asked(
            HttpServerRequest request,
            Route route,
            boolean stream,
            UpstreamRequest.Writer words,
            @Nullable String affinity,
            String key) {}

    /**
     * What there is to answer it with.
     *
     * @param upstreams by name
     * @param heartbeat how often a stream that waits for its first event says so; zero is never
     */
    public record Means(
            UpstreamClient client, Map<String, Upstream> upstreams, Duration heartbeat, AttemptCounts counts) {}

    /** To be created on the request's event loop. */
    public RetryingForwarder(Vertx vertx, Context loop, ClientResponse reply, Asked asked, Means means) {
        this.vertx = vertx;
        this.loop = loop;
        this.reply = reply;
        this.asked = asked;
        this.means = means;
        this.candidates = new TargetSelector(asked.route, asked.affinity, ThreadLocalRandom.current(), startedAt);
        this.judgement = new RetryDecision(candidates, startedAt);
        this.loads = target -> upstream(target).load();
        this.pause = new ResettableTimer(vertx);
        this.heartbeat = new Heartbeat(vertx, reply, asked.stream ? means.heartbeat : Duration.ZERO);
    }

    /** Makes the first attempt. Everything else happens by itself. */
    public void start() {
        reply.onClientLeft(this::stop);
        heartbeat.start();
        next();
    }

    /** Ends everything because a drain's deadline has come. */
    public void cut(ShutdownNotice notice) {
        boolean betweenEvents = winner == null ? heartbeat.hasBegun() : winner.breakOff();
        stop();
        reply.cut(notice, betweenEvents);
    }

    @Override
    public void next() {
        if (stopped || reply.isOver() || !running.isEmpty()) {
            return;
        }
        switch (candidates.choose(loads, System.nanoTime())) {
            case TargetSelector.Choice.Go(Route.Target target) -> {
                Upstream upstream = upstream(target);
                if (upstream.enter()) {
                    attempt(target, upstream);
                } else {
                    // another event loop was quicker
                    next();
                }
            }
            case TargetSelector.Choice.Wait(Duration time) -> pause.set(millis(time), this::next);
            case TargetSelector.Choice.Full(List<Route.Target> targets) -> full(targets);
            // no attempt that failed comes here: its failure has been told
            case TargetSelector.Choice.Exhausted() ->
                fallBackOr(new ApiError(ApiError.Kind.OVERLOADED, "no provider can serve this model now"));
        }
    }

    /** Goes on with the next fallback model; gives up if there is none. */
    private void fallBackOr(ApiError error) {
        if (candidates.fallBack()) {
            next();
        } else {
            giveUp(error, false);
        }
    }

    /** All that could serve are full: wait if there is a queue, go elsewhere if there is none. */
    private void full(List<Route.Target> targets) {
        full = targets;
        Waiting queue = new Waiting(
                vertx,
                loop,
                asked.key,
                targets.stream().map(this::upstream).distinct().toList(),
                this::placeFound);
        switch (queue.join(patience)) {
            case WAITS -> {
                waiting = queue;
                means.counts.waits();
            }
            case QUEUES_FULL ->
                fallBackOr(new ApiError(
                        ApiError.Kind.QUEUE_FULL,
                        "as many requests as may are waiting for model '" + asked.route.model()
                                + "' already; try again soon",
                        PLACES_FREE_UP));
            case NO_QUEUES ->
                fallBackOr(new ApiError(
                        ApiError.Kind.OVERLOADED,
                        "provider '" + targets.getFirst().provider().name()
                                + "' is serving as many requests as it may; try again soon",
                        PLACES_FREE_UP));
        }
    }

    /** @param upstream where a place has been taken; null if none became free in time */
    private void placeFound(@Nullable Upstream upstream) {
        waiting = null;
        if (upstream != null) {
            if (stopped || reply.isOver()) {
                upstream.leave();
            } else {
                attempt(fullAt(upstream), upstream);
            }
        } else if (!stopped && !reply.isOver()) {
            fallBackOr(new ApiError(
                    ApiError.Kind.OVERLOADED,
                    "no place for model '" + asked.route.model() + "' became free in time; try again soon",
                    PLACES_FREE_UP));
        }
    }

    private Route.Target fullAt(Upstream upstream) {
        for (Route.Target target : full) {
            if (target.provider().name().equals(upstream.name())) {
                return target;
            }
        }
        throw new IllegalStateException("a place was found where none was sought: " + upstream.name());
    }

    /** Makes an attempt at an upstream in which a place has been taken. */
    private void attempt(Route.Target target, Upstream upstream) {
        candidates.started(target);
        AttemptPermit permit = AttemptPermit.of(upstream);
        patience = judgement.patienceWith(upstream);
        asked.words.of(upstream, target.model()).onComplete(words -> {
            if (stopped || reply.isOver()) {
                permit.leave();
            } else if (words.failed()) {
                permit.leave();
                log.atError()
                        .addKeyValue("request", reply.requestId())
                        .setCause(words.cause())
                        .log("a request could not be put into a provider's words");
                giveUp(
                        new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details"),
                        true);
            } else {
                switch (words.result()) {
                    case UpstreamRequest.Wording.Ready(UpstreamRequest request) ->
                        run(new Attempt(
                                vertx, means.client, upstream, target, reply, request, permit, startedAt, this));
                    case UpstreamRequest.Wording.Refused(String sentence) -> {
                        permit.leave();
                        unsayable(target, sentence);
                    }
                    case UpstreamRequest.Wording.NoRoom(ApiError error) -> {
                        permit.leave();
                        noRoom(target, error);
                    }
                }
            }
        });
    }

    private void run(Attempt exchange) {
        running.add(exchange);
        means.counts.attempt();
        exchange.start(asked.request.headers(), asked.request.query());
        Duration after = candidates.route().hedgeAfter();
        if (after != null && !asked.stream && running.size() == 1) {
            hedge = hedge == null ? new ResettableTimer(vertx) : hedge;
            hedge.set(millis(after), this::hedge);
        }
    }

    /** A second attempt beside one that takes long. */
    private void hedge() {
        if (stopped || winner != null || running.size() != 1) {
            return;
        }
        for (Route.Target other : candidates.besides(loads)) {
            Upstream upstream = upstream(other);
            if (upstream != running.getFirst().upstream() && upstream.enter()) {
                means.counts.hedge();
                attempt(other, upstream);
                return;
            }
        }
    }

    private void unsayable(Route.Target target, String sentence) {
        candidates.uncount(target);
        TargetSelector.Next next =
                candidates.failed(target, new AttemptFailure.Unsayable(), System.nanoTime(), patience);
        if (!running.isEmpty()) {
            return;
        }
        if (next == TargetSelector.Next.TRY_AGAIN) {
            next();
        } else {
            giveUp(new ApiError(ApiError.Kind.NOT_SUPPORTED, sentence), false);
        }
    }

    private void noRoom(Route.Target target, ApiError error) {
        candidates.uncount(target);
        if (running.isEmpty()) {
            giveUp(error, false);
        }
    }

    @Override
    public TargetSelector.Next after(Attempt exchange, AttemptFailure setback) {
        judgeUsageWish(false);
        TargetSelector.Next next = judgement.of(exchange, setback, isAlone(exchange));
        if (next == TargetSelector.Next.TRY_AGAIN) {
            running.remove(exchange);
            means.counts.failedAttempt();
        }
        return next;
    }

    @Override
    public void failed(Attempt exchange, UpstreamFailure failure) {
        running.remove(exchange);
        if (stopped || reply.isOver()) {
            return;
        }
        judgeUsageWish(false);
        if (failure instanceof UpstreamFailure.Broken(String _, boolean stale)
                && stale
                && ++staleConnections <= MOST_STALE_CONNECTIONS
                && again(exchange)) {
            return;
        }
        TargetSelector.Next next = judgement.of(exchange, failure, isAlone(exchange));
        if (!running.isEmpty()) {
            return;
        }
        if (next == TargetSelector.Next.TRY_AGAIN) {
            means.counts.failedAttempt();
            next();
        } else {
            giveUp(
                    failure.error(exchange.upstream().name()).after(candidates.attempts()),
                    failure instanceof UpstreamFailure.KeyRefused
                            || (next == TargetSelector.Next.USED_UP && candidates.attempts() > 1));
        }
    }

    /** The same once more, as if it had not been; false if somebody else has taken its place. */
    private boolean again(Attempt exchange) {
        candidates.uncount(exchange.target());
        boolean entered = exchange.upstream().enter();
        if (entered) {
            attempt(exchange.target(), exchange.upstream());
        }
        return entered;
    }

    @Override
    public void againWithoutUsage(Attempt exchange) {
        running.remove(exchange);
        doubted = exchange.upstream();
        if (!again(exchange)) {
            judgeUsageWish(false);
            next();
        }
    }

    /** Streams are not hedged, so what is judged by is the attempt that followed the doubt. */
    private void judgeUsageWish(boolean accepted) {
        Upstream upstream = doubted;
        doubted = null;
        if (upstream != null && upstream.usageWish().judge(accepted)) {
            log.atWarn()
                    .addKeyValue("provider", upstream.name())
                    .log("a provider refuses to be asked what a stream took (stream_options), so that is estimated from"
                            + " now on; write streamUsage: AsSent for it");
        }
    }

    private boolean isAlone(Attempt exchange) {
        return running.isEmpty() || (running.size() == 1 && running.getFirst() == exchange);
    }

    private void giveUp(ApiError error, boolean nothingHelps) {
        stop();
        reply.error(error, nothingHelps);
    }

    @Override
    public void answersWhole() {
        heartbeat.stop();
    }

    @Override
    public void begins(Attempt exchange) {
        winner = exchange;
        judgeUsageWish(true);
        asked.words.noMore();
        heartbeat.between(exchange::mayComment);
        if (hedge != null) {
            hedge.cancel();
        }
        if (running.size() > 1) {
            if (running.getFirst() != exchange) {
                means.counts.hedgeWon();
            }
            running.forEach(other -> {
                if (other != exchange) {
                    other.stop();
                }
            });
        }
    }

    /** Ends everything that is under way, at once. */
    private void stop() {
        stopped = true;
        asked.words.noMore();
        pause.cancel();
        heartbeat.stop();
        if (hedge != null) {
            hedge.cancel();
        }
        if (waiting != null) {
            waiting.giveUp();
            waiting = null;
        }
        judgeUsageWish(false);
        running.forEach(Attempt::stop);
    }

    private Upstream upstream(Route.Target target) {
        return Objects.requireNonNull(means.upstreams.get(target.provider().name()));
    }

    private static long millis(Duration time) {
        return Math.max(1, (time.toNanos() + 999_999) / 1_000_000);
    }
}
