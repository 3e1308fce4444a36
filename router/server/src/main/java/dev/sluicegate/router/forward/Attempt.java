package dev.sluicegate.router.forward;

import dev.sluicegate.router.account.Trace;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.response.Meter;
import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.translate.ErrorSentence;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: a request to one upstream until its response comes, and the end of both. As long as the client has
 * received nothing of it, whatever goes wrong is for the owner to deal with; after that, an upstream that fails ends the client's
 * response visibly. Used on the request's event loop only.
 */
final class Attempt {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final AttemptOwner owner;
    private final Route.Target target;
    private final ClientResponse client;
    private final UpstreamRequest request;
    private final AttemptPermit permit;
    private final ResettableTimer timer;
    private final TimeLimits limits;
    private boolean reusedConnection;
    private @Nullable HttpClientRequest http;
    private @Nullable AttemptResponse response;
    private boolean over;
    private Trace.@Nullable AttemptSpan span;
    private @Nullable String problem;

    /** @param permit becomes the attempt's own */
    Attempt(AttemptOwner owner, Route.Target target, UpstreamRequest request, AttemptPermit permit) {
        this.owner = owner;
        this.target = target;
        this.client = owner.response();
        this.request = request;
        this.permit = permit;
        this.timer = new ResettableTimer(owner.vertx());
        this.limits = new TimeLimits(timer, permit.upstream().timeouts(), owner.startedAt(), this::failed);
    }

    Route.Target target() {
        return target;
    }

    Upstream upstream() {
        return permit.upstream();
    }

    UpstreamRequest request() {
        return request;
    }

    AttemptPermit permit() {
        return permit;
    }

    TimeLimits limits() {
        return limits;
    }

    boolean isOver() {
        return over;
    }

    /** Forwards the request. Everything else happens by itself. */
    void start(ForwardTask task) {
        span = client.inFlightRequest().attempt(upstream().name(), request.model());
        // before a heartbeat may send the head
        sayDropped();
        UpstreamClient.Head head = new UpstreamClient.Head(
                request.operation(),
                request.model(),
                task.request().headers(),
                task.request().query(),
                client.requestId(),
                request.body().length(),
                request.translation() != null,
                span == null ? null : span.traceparent(),
                task.clientKey());
        owner.client().open(permit, head).onComplete(opened -> {
            if (opened.succeeded()) {
                send(opened.result());
            } else {
                notConnected(opened.cause());
            }
        });
    }

    private void sayDropped() {
        client.inFlightRequest().dropped(request.dropped());
        client.header(
                "x-sluicegate-dropped", request.dropped().isEmpty() ? null : String.join(", ", request.dropped()));
    }

    private void notConnected(Throwable cause) {
        logFailure(cause);
        permit.server().unreachable();
        failed(UpstreamFailure.connecting(cause, upstream().timeouts().connect()));
    }

    private void send(HttpClientRequest opened) {
        reusedConnection = owner.client().isReused(opened);
        if (over) {
            opened.reset();
            return;
        }
        http = opened;
        opened.exceptionHandler(this::broken);
        opened.response().onComplete(this::head, this::broken);
        request.body().sendOn(opened);
        // whoever leaves before the answer has made the provider work all the same
        measure(Meter.ofAwaited(request.operation(), request.estimatedInput()));
        limits.awaitFirstByte();
    }

    private void head(HttpClientResponse answer) {
        if (over) {
            return;
        }
        reusedConnection = false;
        permit.server().answered(answer.request().connection().remoteAddress());
        answer.exceptionHandler(this::broken);
        AttemptResponse begun = new AttemptResponse(owner, this, answer);
        response = begun;
        begun.start();
    }

    /** What of the provider's headers the client gets. */
    MultiMap forClient(MultiMap headers) {
        return upstream().forwardedHeaders().ofResponse(headers, request.translation() != null);
    }

    /** Another attempt is made; this one's answer is not for the client. */
    void discard(HttpClientResponse answer) {
        measure(null);
        leaveUpstream();
        DiscardedResponse.discard(answer, timer, this::reset);
    }

    /** The answer is an error that can only be told in other words. */
    void refused(int status, Buffer body) {
        failed(new UpstreamFailure.Refused(status, ErrorSentence.of(body.getBytes())));
    }

    /** The same where the answer has begun. */
    void abandon() {
        measure(null);
        stop();
    }

    /** From now on the request costs what this tells, until another one comes or is chosen. */
    void measure(@Nullable Meter by) {
        client.inFlightRequest().measuredBy(by == null ? () -> Usage.NONE : by::usage);
    }

    /** The client is about to get the first byte of the response. */
    void begins(@Nullable Meter meter) {
        client.inFlightRequest().servedBy(upstream().name(), request.model());
        // another attempt may have started beside this one
        sayDropped();
        measure(meter);
        owner.begins(this);
    }

    /** The client has taken nothing for as long as it may. */
    void clientTooSlow() {
        stop();
        client.abort(null, Outcome.CLIENT_LEFT);
    }

    private void broken(Throwable cause) {
        if (!over) {
            logFailure(cause);
            failed(UpstreamFailure.broken(cause, reusedConnection));
        }
    }

    /** The log has what the client is not told: addresses, for one. */
    private void logFailure(Throwable cause) {
        if (!over) {
            log.atWarn()
                    .addKeyValue("request", client.requestId())
                    .addKeyValue("provider", upstream().name())
                    .log("an upstream failed: {}", UpstreamFailure.inLog(cause));
        }
    }

    void failed(UpstreamFailure failure) {
        if (over) {
            return;
        }
        if (response != null && response.endIfWhole()) {
            // the client has all that it waits for, and only HTTP's end was missing
            reset();
            return;
        }
        ApiError error = failure.error(upstream().name());
        problem = error.kind().word();
        if (failure.isTheUpstreams()) {
            permit.failed();
            if (http != null) {
                upstream().broke(permit.server(), http.connection().remoteAddress());
            }
        }
        boolean begun = response != null && response.begun();
        boolean betweenEvents = breakOff();
        if (!begun) {
            measure(null);
            owner.failed(this, failure);
            return;
        }
        client.inFlightRequest().failed(error.kind().word());
        client.abort(
                betweenEvents ? client.protocol().errorEvent(error, client.requestId()) : null,
                Outcome.UPSTREAM_FAILED);
    }

    /**
     * The consequence of an answer that is an error, of which the client has got nothing.
     *
     * @param said its body, as far as it is known
     */
    TargetSelector.Next afterError(ResponseHead error, String said) {
        AttemptFailure.Answered failure = error.failure(upstream().protocol().api(), said);
        upstream().coolDown(permit.server(), request.model(), failure);
        return owner.afterError(this, failure);
    }

    /** What the provider says of the gateway's own key is kept from the client. */
    boolean failedByOwnKey(int status) {
        boolean refused =
                status == AttemptFailure.Answered.KEY_REFUSED && !upstream().passesClientKey();
        if (refused) {
            failed(new UpstreamFailure.KeyRefused());
        }
        return refused;
    }

    /** Whether a comment may go to the client now. */
    boolean mayComment() {
        return response != null && response.mayComment();
    }

    /**
     * Ends both sides at once; what is whole still goes to the client.
     *
     * @return whether an event may be said to the client after it
     */
    boolean breakOff() {
        boolean betweenEvents = response != null && response.breakOff();
        stop();
        return betweenEvents;
    }

    /** Ends the upstream's side, whatever state it is in. */
    void stop() {
        if (response != null) {
            response.stop();
        }
        leaveUpstream();
        reset();
    }

    private void reset() {
        if (http != null) {
            http.reset();
        }
    }

    /** The upstream has done what it could. */
    void leaveUpstream() {
        if (!over) {
            over = true;
            if (span != null) {
                span.end(problem);
            }
            timer.cancel();
            permit.release();
        }
    }
}
