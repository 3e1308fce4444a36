package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.upstream.UpstreamFailure;
import java.util.function.Function;

/** The decision about an upstream's response when its head has come: what is done with the body that follows. Pure. */
sealed interface HeadDecision {
    /** The one status below 200 that no other follows. */
    int SWITCHING_PROTOCOLS = 101;

    /** The response is discarded, and another attempt is made. */
    record Retry() implements HeadDecision {}

    /** The attempt has failed, and the response is not for the client. */
    record Fail(UpstreamFailure failure) implements HeadDecision {}

    /**
     * The attempt has failed: a heartbeat has gone out as a stream's head, and the response is none, so what it says can only be told as
     * an event.
     */
    record FailWithMessage() implements HeadDecision {}

    /**
     * The response goes to the client.
     *
     * @param nothingHelps whether the client shall not repeat the request
     */
    record Forward(boolean nothingHelps) implements HeadDecision {
        private static final Forward GOOD = new Forward(false);
    }

    /**
     * The request that the response is for.
     *
     * @param translated whether client and upstream speak different protocols
     * @param clientHeadSent whether a heartbeat has gone out as the head of the client's response
     * @param clientsKey whether the key that was sent is the client's own, so that a refusal of it is for the client
     */
    record Context(boolean translated, boolean clientHeadSent, boolean clientsKey) {}

    /** @param afterError the consequence of an error; asked once at most, and only if it matters */
    static HeadDecision of(ResponseHead head, Context context, Function<ResponseHead, TargetSelector.Next> afterError) {
        boolean nothingHelps = false;
        if (head.status() == SWITCHING_PROTOCOLS) {
            return new Fail(new UpstreamFailure.Broken("it went over to a protocol that nobody asked for", false));
        }
        if (head.isError()) {
            TargetSelector.Next next = afterError.apply(head);
            if (next == TargetSelector.Next.TRY_AGAIN) {
                return new Retry();
            }
            if (head.status() == AttemptFailure.Answered.KEY_REFUSED && !context.clientsKey()) {
                return new Fail(new UpstreamFailure.KeyRefused());
            }
            nothingHelps = next == TargetSelector.Next.USED_UP;
        }
        if (context.translated() && head.encoded()) {
            return new Fail(new UpstreamFailure.Untranslatable(
                    "encoded its answer in a way that cannot be read, which it was not asked to do"));
        }
        if (!head.events() && context.clientHeadSent()) {
            return new FailWithMessage();
        }
        return nothingHelps ? new Forward(true) : Forward.GOOD;
    }
}
