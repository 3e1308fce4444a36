package dev.sluicegate.router.forward;

import dev.sluicegate.router.config.Model.Retry;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.RetryHint;
import dev.sluicegate.router.forward.target.TargetSelector;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decision about what follows from an attempt that went wrong. Used on the request's event loop only. */
final class RetryDecision {
    private static final Logger log = LoggerFactory.getLogger(RetryDecision.class);

    private final TargetSelector targets;
    private final long startedAt;

    /** @param startedAt when the first attempt began, as {@link System#nanoTime} says it */
    RetryDecision(TargetSelector targets, long startedAt) {
        this.targets = targets;
        this.startedAt = startedAt;
    }

    /**
     * The client has received nothing of the attempt.
     *
     * @param alone whether no other attempt is running, on which it would all depend
     */
    TargetSelector.Next after(Attempt attempt, UpstreamFailure failure, boolean alone) {
        return switch (failure) {
            // that was decided when the answer's head came
            case UpstreamFailure.Refused _, UpstreamFailure.KeyRefused _ -> TargetSelector.Next.PASS_ON;
            case UpstreamFailure.Untranslatable _ -> after(attempt, new AttemptFailure.Unsupported(), alone);
            case UpstreamFailure.NotConnected _,
                    UpstreamFailure.TooSlow _,
                    UpstreamFailure.Broken _,
                    UpstreamFailure.NoTerminator _ -> after(attempt, new AttemptFailure.NoAnswer(), alone);
        };
    }

    /** The same of an answer that is an error. */
    TargetSelector.Next after(Attempt attempt, AttemptFailure failure, boolean alone) {
        TargetSelector.Next next = next(attempt, failure, alone);
        if (failure instanceof AttemptFailure.Answered answer) {
            sayKeyRefused(attempt.upstream(), answer.status());
            if (next == TargetSelector.Next.USED_UP && isForTheClientToRepeat(answer)) {
                return TargetSelector.Next.PASS_ON;
            }
        }
        return next;
    }

    private TargetSelector.Next next(Attempt attempt, AttemptFailure failure, boolean alone) {
        Duration left = timeLeft(attempt.upstream());
        long now = System.nanoTime();
        boolean otherServer = attempt.permit().avoidServer();
        if (alone) {
            return targets.failed(attempt.target(), failure, otherServer, now, left);
        }
        return targets.failedBeside(attempt.target(), failure, otherServer, now, left)
                ? TargetSelector.Next.TRY_AGAIN
                : TargetSelector.Next.PASS_ON;
    }

    /** How long the request may still go on there. */
    Duration timeLeft(Upstream upstream) {
        return upstream.timeouts().request().minusNanos(System.nanoTime() - startedAt);
    }

    /** The provider names a time that is too long for us but not for the client, or the config wants no attempts of ours. */
    private boolean isForTheClientToRepeat(AttemptFailure.Answered answer) {
        Retry retry = targets.route().retry();
        Duration hint = answer.retryAfter();
        return (retry.attempts() == 0 && targets.attempts() == 1)
                || (hint != null
                        && hint.compareTo(retry.maxRetryAfter()) > 0
                        && hint.compareTo(RetryHint.LONGEST_FOR_CLIENTS) <= 0);
    }

    private static void sayKeyRefused(Upstream upstream, int status) {
        if ((status == 401 || status == 403)
                && !upstream.passesClientKey()
                && upstream.maySayKeyRefused(System.nanoTime())) {
            log.atWarn()
                    .addKeyValue("provider", upstream.name())
                    .addKeyValue("status", status)
                    .log("a provider refuses the gateway's own key; check the provider's credentials");
        }
    }
}
