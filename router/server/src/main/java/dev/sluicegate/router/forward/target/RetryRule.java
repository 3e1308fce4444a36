package dev.sluicegate.router.forward.target;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.Retry;
import java.time.Duration;

/**
 * The rule of what an attempt's failure means for its target. Generating text has no side effect at the provider but its cost, so a request that may have
 * been worked on is repeated, as the official SDKs do.
 */
public final class RetryRule {
    private static final int MOST_DOUBLINGS = 20;

    private RetryRule() {}

    /** The verdict: what may be done next. */
    public sealed interface Verdict {
        /** The answer is for the client: it asks for something that no attempt can give. */
        record PassOn() implements Verdict {}

        /** Trying again helps, but not at this target. */
        record Elsewhere() implements Verdict {}

        /** Trying again helps, here after a pause. */
        record AgainAfter(Duration pause) implements Verdict {}
    }

    /**
     * @param tries how often this target has been tried for this request, at least 1
     * @param jitter from 0 to 1
     */
    public static Verdict judge(AttemptFailure failure, int tries, Retry retry, double jitter) {
        Duration pause = backoff(tries, retry, jitter);
        return switch (failure) {
            case AttemptFailure.NoAnswer() -> new Verdict.AgainAfter(pause);
            case AttemptFailure.Unsupported() -> new Verdict.Elsewhere();
            case AttemptFailure.Answered answer -> judge(answer, pause, retry);
        };
    }

    private static Verdict judge(AttemptFailure.Answered answer, Duration pause, Retry retry) {
        Duration hint = answer.retryAfter();
        if (answer.refusal().isOfWhoAsks()) {
            return new Verdict.Elsewhere();
        }
        if (!isPassing(answer.status()) && !retry.statuses().contains(answer.status())) {
            return new Verdict.PassOn();
        }
        if (Boolean.FALSE.equals(answer.shouldRetry()) || (hint != null && hint.compareTo(retry.maxRetryAfter()) > 0)) {
            return new Verdict.Elsewhere();
        }
        if (answer.api() == Api.ANTHROPIC && answer.status() == 429 && hint == null) {
            // Anthropic's rate limits come with a hint; without one it may be a spend cap, which no pause lifts
            return new Verdict.Elsewhere();
        }
        return new Verdict.AgainAfter(hint != null && hint.compareTo(pause) > 0 ? hint : pause);
    }

    /** Whether another attempt may end better: what both official SDKs repeat. */
    public static boolean isPassing(int status) {
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    /** Doubled from try to try, and somewhere in the upper half of that, so that clients do not come back in step. */
    static Duration backoff(int tries, Retry retry, double jitter) {
        long full = retry.backoff().toNanos() << Math.min(tries - 1, MOST_DOUBLINGS);
        long capped =
                Math.min(full <= 0 ? Long.MAX_VALUE : full, retry.maxBackoff().toNanos());
        return Duration.ofNanos((long) (capped * (0.5 + 0.5 * jitter)));
    }
}
