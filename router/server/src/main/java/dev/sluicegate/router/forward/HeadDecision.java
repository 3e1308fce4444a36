package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.upstream.UpstreamFailure;

/** The decision about an upstream's response when its head has come: what is done with the body that follows. Pure. */
sealed interface HeadDecision {
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

    /** The request that the response is for, and what its owner knows. */
    interface Context {
        /** Whether client and upstream speak different protocols. */
        boolean isTranslated();

        /** Whether a heartbeat has gone out as the head of the client's response. */
        boolean isClientHeadSent();

        /** The consequence of an error. Asked once at most, and only if it matters. */
        TargetSelector.Next afterError(ResponseHead head);
    }

    static HeadDecision of(ResponseHead head, Context context) {
        boolean nothingHelps = false;
        if (head.isError()) {
            TargetSelector.Next next = context.afterError(head);
            if (next == TargetSelector.Next.TRY_AGAIN) {
                return new Retry();
            }
            if (head.status() == AttemptFailure.Answered.KEY_REFUSED) {
                return new Fail(new UpstreamFailure.KeyRefused());
            }
            nothingHelps = next == TargetSelector.Next.USED_UP;
        }
        if (context.isTranslated() && head.encoded()) {
            return new Fail(new UpstreamFailure.Untranslatable(
                    "encoded its answer in a way that cannot be read, which it was not asked to do"));
        }
        if (!head.events() && context.isClientHeadSent()) {
            return new FailWithMessage();
        }
        return nothingHelps ? new Forward(true) : Forward.GOOD;
    }
}
