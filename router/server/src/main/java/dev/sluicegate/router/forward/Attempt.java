package dev.sluicegate.router.forward;

import dev.sluicegate.router.account.Trace;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.response.FirstBody;
import dev.sluicegate.router.response.FirstEvent;
import dev.sluicegate.router.response.Meter;
import dev.sluicegate.router.response.ResettableTimer;
import dev.sluicegate.router.response.ResponseWriter;
import dev.sluicegate.router.translate.ErrorSentence;
import dev.sluicegate.router.upstream.AttemptPermit;
import dev.sluicegate.router.upstream.ResponseReading;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: a request to one upstream, and its answer on the way back. As long as the client has received nothing of it, whatever
 * goes wrong is for the owner to deal with; after that, an upstream that fails ends the client's response visibly. Used on the
 * request's event loop only.
 */
final class Attempt implements ResponseWriter.Flow {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final Vertx vertx;
    private final UpstreamClient client;
    private final Upstream upstream;
    private final Route.Target target;
    private final ClientResponse reply;
    private final UpstreamRequest asked;
    private final Owner owner;
    private final AttemptPermit permit;
    private final ResettableTimer watch;
    private final TimeLimits limits;
    private boolean reusedConnection;
    private @Nullable HttpClientRequest request;
    private @Nullable ResponseReading reading;
    private @Nullable FirstEvent firstEvent;
    private @Nullable FirstBody firstBody;
    private TargetSelector.Next afterError = TargetSelector.Next.PASS_ON;
    private @Nullable ResponseWriter delivery;
    private @Nullable Meter meter;
    private boolean over;
    private Trace.@Nullable AttemptSpan traced;
    private @Nullable String problem;

    /** Who makes the attempts. Called on the request's event loop. */
    interface Owner {
        /**
         * The upstream's answer is an error, of which the client has received nothing. If another attempt is to be made, the exchange
         * ends itself and calls {@link #next}; otherwise its answer goes to the client.
         */
        TargetSelector.Next after(Attempt exchange, AttemptFailure setback);

        void next();

        /** The upstream may have refused what only the router has asked for; the exchange has ended itself. */
        void againWithoutUsage(Attempt exchange);

        /** The exchange is over, and the client has received nothing of it. */
        void failed(Attempt exchange, UpstreamFailure failure);

        /** What answers is not a stream of events, so nothing but the answer may be said to the client any more. */
        void answersWhole();

        /** The client is about to receive this exchange's first byte. */
        void begins(Attempt exchange);
    }

    /**
     * @param permit becomes the exchange's own
     * @param requestStartedAt when the first attempt began, as {@link System#nanoTime} says it
     */
    Attempt(
            Vertx vertx,
            UpstreamClient client,
            Upstream upstream,
            Route.Target target,
            ClientResponse reply,
            UpstreamRequest asked,
            AttemptPermit permit,
            long requestStartedAt,
            Owner owner) {
        this.vertx = vertx;
        this.client = client;
        this.upstream = upstream;
        this.target = target;
        this.reply = reply;
        this.asked = asked;
        this.permit = permit;
        this.owner = owner;
        this.watch = new ResettableTimer(vertx);
        this.limits = new TimeLimits(watch, upstream.timeouts(), requestStartedAt, this::failed);
    }

    Route.Target target() {
        return target;
    }

    Upstream upstream() {
        return upstream;
    }

    UpstreamRequest asked() {
        return asked;
    }

    /** Forwards the request. Everything else happens by itself. */
    void start(MultiMap clientHeaders, @Nullable String query) {
        traced = reply.carried().attempt(upstream.name(), asked.model());
        UpstreamClient.Head head = new UpstreamClient.Head(
                asked.operation(),
                asked.model(),
                clientHeaders,
                query,
                reply.requestId(),
                asked.body().length(),
                asked.translation() != null,
                traced == null ? null : traced.traceparent());
        client.open(upstream, head).onComplete(opened -> {
            if (opened.failed()) {
                logFailure(opened.cause());
                failed(UpstreamFailure.connecting(
                        opened.cause(), upstream.timeouts().connect()));
                return;
            }
            reusedConnection = client.isReused(opened.result());
            if (over) {
                opened.result().reset();
            } else {
                send(opened.result());
            }
        });
    }

    private void send(HttpClientRequest opened) {
        request = opened;
        opened.exceptionHandler(this::broken);
        opened.response().onComplete(this::head, this::broken);
        asked.body().sendOn(opened);
        // whoever leaves before the answer has made the provider work all the same
        measure(Meter.ofAwaited(asked.operation(), asked.estimatedInput()));
        limits.awaitFirstByte();
    }

    private void head(HttpClientResponse head) {
        if (over) {
            return;
        }
        reusedConnection = false;
        reading = client.reading(head.request());
        head.exceptionHandler(this::broken);
        boolean events = AnswerHead.isEventStream(head);
        TargetSelector.Next next = TargetSelector.Next.PASS_ON;
        if (head.statusCode() >= 400) {
            judgeHealth(head.statusCode());
            if (asked.usageHidden()
                    && AnswerHead.saysInvalid(head)
                    && upstream.usageWish().doubt()) {
                discard(head);
                owner.againWithoutUsage(this);
                return;
            }
            next = owner.after(
                    this, AnswerHead.setback(head, upstream.protocol().api()));
            if (next == TargetSelector.Next.TRY_AGAIN) {
                discard(head);
                owner.next();
                return;
            }
            if (head.statusCode() == AttemptFailure.Answered.KEY_REFUSED) {
                failed(new UpstreamFailure.KeyRefused());
                return;
            }
        } else {
            if (AnswerHead.mayBeError(head)) {
                firstBody = new FirstBody();
            } else if (!events) {
                permit.succeeded();
            }
            if (asked.usageHidden() && events) {
                upstream.usageWish().taken();
            }
        }
        if (asked.translation() != null && AnswerHead.isEncoded(head)) {
            failed(new UpstreamFailure.Untranslatable("compressed its answer, which it was not asked to do"));
            return;
        }
        if (!events && reply.headSent()) {
            // a heartbeat has gone out as a stream's head, and now comes something that is none: it can only be told as
            // an event
            DiscardedResponse.read(head, body -> tell(head, body));
            return;
        }
        if (events) {
            firstEvent = new FirstEvent();
        } else {
            owner.answersWhole();
        }
        deliver(head, head.statusCode(), next);
        head.handler(bytes -> chunk(head, bytes));
        head.endHandler(_ -> end(head));
    }

    /** @param status which is not the head's if the body says that the answer is an error */
    private void deliver(HttpClientResponse head, int status, TargetSelector.Next next) {
        boolean events = AnswerHead.isEventStream(head);
        measure(Meter.ofAnswer(asked.operation(), status, asked.estimatedInput(), events));
        boolean usedUp = next == TargetSelector.Next.USED_UP;
        Meter hidden = asked.usageHidden() ? meter : null;
        delivery = new ResponseWriter(vertx, reply, head, status, events, usedUp, asked.translation(), hidden, this);
    }

    private void tell(HttpClientResponse head, Buffer body) {
        int hidden = head.statusCode() < 400 ? FirstBody.errorStatus(body) : 0;
        if (over) {
            return;
        }
        if (head.statusCode() < 400) {
            judgeHealth(hidden);
        }
        if (hidden > 0 && isTriedAgain(head, hidden)) {
            return;
        }
        String sentence = ErrorSentence.of(body.getBytes());
        failed(new UpstreamFailure.Refused(hidden > 0 ? hidden : head.statusCode(), sentence));
    }

    /** Whether an error that its head did not tell of leads to another attempt, which is made then. */
    private boolean isTriedAgain(HttpClientResponse head, int status) {
        afterError = owner.after(
                this, AnswerHead.setback(status, head, upstream.protocol().api()));
        boolean again = afterError == TargetSelector.Next.TRY_AGAIN;
        if (again) {
            measure(null);
            stop();
            owner.next();
        }
        return again;
    }

    private void judgeHealth(int status) {
        if (AnswerHead.saysUnwell(status)) {
            permit.failed();
        } else {
            permit.succeeded();
        }
    }

    /** Another attempt is made. */
    private void discard(HttpClientResponse head) {
        measure(null);
        leaveUpstream();
        DiscardedResponse.discard(head, watch, this::reset);
    }

    /** From now on the request costs what this answer does, until another one comes or is chosen. */
    private void measure(@Nullable Meter by) {
        meter = by;
        reply.carried().measuredBy(by == null ? () -> Usage.NONE : by::usage);
    }

    private void chunk(HttpClientResponse head, Buffer bytes) {
        if (over) {
            return;
        }
        limits.awaitMore();
        if (meter != null) {
            meter.accept(bytes);
        }
        if (firstBody != null) {
            pass(afterFirstBody(head, firstBody, firstBody.accept(bytes)));
        } else {
            pass(firstEvent == null ? bytes : afterFirstEvent(firstEvent, bytes));
        }
    }

    private void pass(@Nullable Buffer bytes) {
        ResponseWriter to = delivery;
        if (bytes != null && to != null && !over) {
            to.accept(bytes);
            if (to.problem() != null) {
                untranslatable(to.problem());
            }
        }
    }

    /** What can be passed on of an answer in one piece, once {@code all} that has come shows whether it is an error. */
    private @Nullable Buffer afterFirstBody(HttpClientResponse head, FirstBody first, @Nullable Buffer all) {
        if (all == null) {
            return null;
        }
        firstBody = null;
        int status = first.errorStatus();
        judgeHealth(status);
        if (status == 0) {
            return all;
        }
        if (isTriedAgain(head, status)) {
            return null;
        }
        if (status == AttemptFailure.Answered.KEY_REFUSED) {
            failed(new UpstreamFailure.KeyRefused());
            return null;
        }
        deliver(head, status, afterError);
        return all;
    }

    /** What can be passed on after {@code bytes}; null if there is nothing. */
    private @Nullable Buffer afterFirstEvent(FirstEvent first, Buffer bytes) {
        Buffer all = first.accept(bytes);
        if (all == null) {
            return null;
        }
        firstEvent = null;
        if (!first.isError()) {
            permit.succeeded();
            return all;
        }
        permit.failed();
        if (owner.after(this, new AttemptFailure.ErrorEvent()) == TargetSelector.Next.TRY_AGAIN) {
            measure(null);
            stop();
            owner.next();
            return null;
        }
        return all;
    }

    private void end(HttpClientResponse head) {
        if (!over && firstBody != null) {
            pass(afterFirstBody(head, firstBody, firstBody.end()));
        }
        ResponseWriter to = delivery;
        if (over || to == null) {
            return;
        }
        boolean mayEnd = firstEvent == null && to.mayEnd();
        if (to.problem() != null) {
            untranslatable(to.problem());
        } else if (!mayEnd) {
            failed(new UpstreamFailure.NoTerminator());
        } else {
            leaveUpstream();
            to.end();
        }
    }

    private void untranslatable(String what) {
        failed(new UpstreamFailure.Untranslatable(what));
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
                    .addKeyValue("request", reply.requestId())
                    .addKeyValue("provider", upstream.name())
                    .log("an upstream failed: {}", cause.toString());
        }
    }

    private void failed(UpstreamFailure failure) {
        if (over) {
            return;
        }
        problem = failure.error(upstream.name()).kind().word();
        if (failure.isTheUpstreams()) {
            permit.failed();
        }
        boolean begun = delivery != null && delivery.begun();
        boolean betweenEvents = breakOff();
        if (!begun) {
            measure(null);
            owner.failed(this, failure);
            return;
        }
        ApiError error = failure.error(upstream.name());
        reply.carried().failed(error.kind().word());
        reply.abort(
                betweenEvents ? reply.protocol().errorEvent(error, reply.requestId()) : null, Outcome.UPSTREAM_FAILED);
    }

    /**
     * Ends both sides at once; what is whole still goes to the client.
     *
     * @return whether an event may be said to the client after it
     */
    boolean breakOff() {
        boolean betweenEvents = delivery != null && delivery.breakOff();
        stop();
        return betweenEvents;
    }

    /** Whether a comment may go to the client now. */
    boolean mayComment() {
        return delivery != null && delivery.mayComment();
    }

    /** Ends the upstream's side, whatever state it is in. */
    void stop() {
        if (delivery != null) {
            delivery.stop();
        }
        leaveUpstream();
        reset();
    }

    private void reset() {
        if (request != null) {
            request.reset();
        }
    }

    private void leaveUpstream() {
        if (!over) {
            over = true;
            if (traced != null) {
                traced.end(problem);
            }
            watch.cancel();
            permit.leave();
        }
    }

    @Override
    public void begins() {
        reply.carried().servedBy(upstream.name(), asked.model());
        measure(meter);
        owner.begins(this);
    }

    @Override
    public void stopped() {
        if (reading != null) {
            reading.hold();
        }
        limits.awaitClient(() -> {
            stop();
            reply.abort(null, Outcome.CLIENT_LEFT);
        });
    }

    @Override
    public void flows() {
        if (reading != null) {
            reading.release();
        }
        if (!over) {
            limits.awaitMore();
        }
    }
}
