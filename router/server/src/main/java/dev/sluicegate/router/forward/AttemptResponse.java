package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.forward.target.ProviderRefusal;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.response.FirstBody;
import dev.sluicegate.router.response.FirstEvent;
import dev.sluicegate.router.response.Meter;
import dev.sluicegate.router.response.ResponseWriter;
import dev.sluicegate.router.upstream.AccountIds;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/** An attempt's response, from its head to its end. Used on the request's event loop only. */
final class AttemptResponse implements ResponseWriter.Flow, AnswerBody.Reader {
    private final AttemptOwner owner;
    private final Attempt attempt;
    private final UpstreamRequest request;
    private final HttpClientResponse answer;
    private final ResponseHead head;
    private final AnswerBody body;
    private @Nullable Meter meter;
    private @Nullable ResponseWriter writer;
    /** The beginning of a stream, until its first event has come. */
    private @Nullable FirstEvent firstEvent;
    /** The beginning of an answer in one piece, until it shows whether it is an error. */
    private @Nullable FirstBody firstBody;

    /** To be created when the head has come. */
    AttemptResponse(AttemptOwner owner, Attempt attempt, HttpClientResponse answer) {
        this.owner = owner;
        this.attempt = attempt;
        this.request = attempt.request();
        this.answer = answer;
        this.head = ResponseHead.of(answer);
        this.body = AnswerBody.of(owner, answer, head.coding(), attempt.limits()::awaitMore);
    }

    /** Does what the head leads to. */
    void start() {
        head.health().tell(attempt.permit());
        if (!head.isError() && head.events() && request.usageHidden()) {
            attempt.upstream().refusedFields().taken(request.model(), Features.STREAM_OPTIONS);
        }
        boolean learns = request.canBeReduced() && head.saysInvalid();
        if ((learns || ProviderRefusal.mayBeIn(head.status(), owner.route())) && !head.encoded()) {
            body.readBeginning(this::afterErrorBody);
            return;
        }
        HeadDecision.Context context = new HeadDecision.Context(
                request.translation() != null,
                owner.response().headSent(),
                attempt.upstream().passesClientKey());
        switch (HeadDecision.of(head, context, error -> attempt.afterError(error, ""))) {
            case HeadDecision.Retry() -> {
                attempt.discard(answer);
                owner.next();
            }
            case HeadDecision.Fail(UpstreamFailure failure) -> attempt.failed(failure);
            case HeadDecision.FailWithMessage() -> body.readBeginning(this::failWith);
            case HeadDecision.Forward(boolean nothingHelps) -> forward(nothingHelps);
        }
    }

    private void forward(boolean nothingHelps) {
        if (head.events()) {
            firstEvent = new FirstEvent();
        } else {
            firstBody = head.mayBeError() ? new FirstBody() : null;
            owner.answersWhole();
        }
        write(head.status(), nothingHelps);
        body.read(this);
    }

    /** @param status which is not the head's if the body says that the answer is an error */
    private void write(int status, boolean nothingHelps) {
        Meter measured = Meter.ofAnswer(request.operation(), status, request.estimatedInput(), head.events());
        meter = measured;
        attempt.measure(measured);
        writer = new ResponseWriter(
                body::afterRead,
                owner.response(),
                attempt.forClient(head.readable(answer.headers())),
                status,
                head.events(),
                nothingHelps,
                request.translation(),
                request.usageHidden() ? measured : null,
                request.callRepair(attempt.upstream().features()),
                this);
    }

    /**
     * The body tells more: the upstream does not take something that the router has written, and maybe takes the request without; or it
     * refuses who asks.
     */
    private void afterErrorBody(Buffer error) {
        if (attempt.isOver() || (head.saysInvalid() && owner.repeatWithoutRefused(attempt, error))) {
            return;
        }
        TargetSelector.Next next = abandonIfRetried(attempt.afterError(head, error.toString(UTF_8)));
        if (next != TargetSelector.Next.TRY_AGAIN && owner.response().headSent()) {
            attempt.refused(head.status(), AccountIds.hidden(error));
        } else if (next != TargetSelector.Next.TRY_AGAIN) {
            owner.answersWhole();
            write(head.status(), next == TargetSelector.Next.USED_UP);
            pass(AccountIds.hidden(error));
            end();
        }
    }

    /** What was no stream can only be told as an event, since a heartbeat has gone out as a stream's head. */
    private void failWith(Buffer beginning) {
        if (attempt.isOver()) {
            return;
        }
        int hidden = head.isError() ? 0 : ResponseHead.hiddenStatus(FirstBody.errorStatus(beginning), beginning);
        if (!head.isError()) {
            ResponseHead.Health.of(hidden).tell(attempt.permit());
        }
        if (hidden == 0 || afterHiddenError(hidden, beginning) != TargetSelector.Next.TRY_AGAIN) {
            attempt.refused(hidden == 0 ? head.status() : hidden, beginning);
        }
    }

    /** The consequence of an error that the head did not tell of. If that is another attempt, it is made, and this one is over. */
    private TargetSelector.Next afterHiddenError(int status, Buffer error) {
        return abandonIfRetried(attempt.afterError(ResponseHead.ofError(status, answer), error.toString(UTF_8)));
    }

    private TargetSelector.Next abandonIfRetried(TargetSelector.Next next) {
        if (next == TargetSelector.Next.TRY_AGAIN) {
            attempt.abandon();
            owner.next();
        }
        return next;
    }

    @Override
    public void invalid() {
        attempt.failed(new UpstreamFailure.Broken("its answer is not what its Content-Encoding says", false));
    }

    @Override
    public void piece(Buffer bytes) {
        if (attempt.isOver()) {
            return;
        }
        attempt.limits().awaitMore();
        if (meter != null) {
            meter.accept(bytes);
        }
        if (firstBody != null) {
            pass(afterFirstBody(firstBody, firstBody.accept(bytes)));
        } else {
            pass(firstEvent == null ? bytes : afterFirstEvent(firstEvent, bytes));
        }
    }

    private void pass(@Nullable Buffer bytes) {
        if (bytes != null && writer != null && !attempt.isOver()) {
            writer.accept(bytes);
            if (!failIfUntranslatable(writer) && writer.isWhole()) {
                attempt.limits().awaitEnd();
            }
        }
    }

    /** What can be passed on of an answer in one piece, once {@code all} that has come shows whether it is an error. */
    private @Nullable Buffer afterFirstBody(FirstBody first, @Nullable Buffer all) {
        if (all == null) {
            return null;
        }
        firstBody = null;
        int status = ResponseHead.hiddenStatus(first.errorStatus(), all);
        ResponseHead.Health.of(status).tell(attempt.permit());
        if (status == 0) {
            if (first.hasDropped() && writer != null) {
                writer.dropLength();
            }
            return all;
        }
        TargetSelector.Next next = afterHiddenError(status, all);
        if (next == TargetSelector.Next.TRY_AGAIN || attempt.failedByOwnKey(status)) {
            return null;
        }
        write(status, next == TargetSelector.Next.USED_UP);
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
            attempt.permit().succeeded();
            return all;
        }
        Buffer error = Buffer.buffer(first.data());
        int status = ResponseHead.hiddenStatus(first.errorStatus(), error);
        ResponseHead.Health.of(status).tell(attempt.permit());
        return afterHiddenError(status, error) == TargetSelector.Next.TRY_AGAIN || attempt.failedByOwnKey(status)
                ? null
                : all;
    }

    @Override
    public void end() {
        if (!attempt.isOver() && firstBody != null) {
            pass(afterFirstBody(firstBody, firstBody.end()));
        }
        ResponseWriter to = writer;
        if (attempt.isOver() || to == null) {
            return;
        }
        boolean mayEnd = firstEvent == null && to.mayEnd();
        if (failIfUntranslatable(to)) {
            return;
        }
        if (mayEnd) {
            attempt.leaveUpstream();
            to.end();
        } else {
            attempt.failed(new UpstreamFailure.NoTerminator());
        }
    }

    private boolean failIfUntranslatable(ResponseWriter to) {
        String problem = to.problem();
        if (problem != null) {
            attempt.failed(new UpstreamFailure.Untranslatable(problem));
        }
        return problem != null;
    }

    /** Whether the client has got a byte of it. */
    boolean begun() {
        return writer != null && writer.begun();
    }

    /** Ends the client's answer well if it is a stream whose terminator has gone by; false if it is not. */
    boolean endIfWhole() {
        ResponseWriter to = writer;
        if (to == null || !to.isWhole()) {
            return false;
        }
        attempt.leaveUpstream();
        to.endWell();
        return true;
    }

    /** Whether a comment may go to the client now. */
    boolean mayComment() {
        return writer != null && writer.mayComment();
    }

    /** Passes on what is whole, and no more. Returns whether an event may be said to the client after it. */
    boolean breakOff() {
        return writer != null && writer.breakOff();
    }

    /** Passes on no more. */
    void stop() {
        body.stop();
        if (writer != null) {
            writer.stop();
        }
    }

    @Override
    public void begins() {
        attempt.begins(meter);
    }

    @Override
    public void stopped() {
        body.pause();
        attempt.limits().awaitClient(attempt::clientTooSlow);
    }

    @Override
    public void flows() {
        if (!attempt.isOver()) {
            attempt.limits().awaitMore();
        }
        body.resume();
    }
}
