package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The levels of one quota's limits at one moment, and what follows from them. A request is admitted as long as something is left of each
 * limit when everything counts that is reserved for those that run, so nobody gets further beyond a limit than by one request. The same rule
 * as admit.lua. Pure.
 *
 * @param requests what the bucket holds; not looked at where there is no limit, as in the next ones
 * @param tokens what the bucket holds, without what is reserved
 * @param tokensReserved for requests that run
 * @param spent in the budget's period, in billionths
 * @param costReserved for requests that run
 * @param running how many run
 */
record Levels(double requests, double tokens, long tokensReserved, long spent, long costReserved, int running) {
    /**
     * Null if one more is admitted.
     *
     * @param allowance the quota's, or the part of it that is granted here
     */
    Verdict.@Nullable Refused refusal(Quota quota, Allowance allowance, Instant now) {
        KeysFile.Budget budget = allowance.budget();
        Integer perMinute = allowance.requestsPerMinute();
        Integer tokensPerMinute = allowance.tokensPerMinute();
        if (budget != null && spent + costReserved >= Spending.most(budget)) {
            return refused(quota, Limit.BUDGET, allowance, now);
        }
        if (allowance.maxConcurrent() != null && running >= allowance.maxConcurrent()) {
            return refused(quota, Limit.PARALLEL, allowance, now);
        }
        if (perMinute != null && requests < 1) {
            return refused(quota, Limit.REQUESTS, allowance, now);
        }
        if (tokensPerMinute != null && tokens - tokensReserved < 1) {
            return refused(quota, Limit.TOKENS, allowance, now);
        }
        return null;
    }

    /** The refusal because of {@code limit}, which is reached. */
    Verdict.Refused refused(Quota quota, Limit limit, Allowance allowance, Instant now) {
        KeysFile.Budget budget = allowance.budget();
        return switch (limit) {
            case REQUESTS -> refused(quota, limit, false, until(requests, allowance.requestsPerMinute()));
            case PARALLEL -> refused(quota, limit, false, Duration.ZERO);
            case TOKENS -> {
                Duration filled = until(tokens - tokensReserved, allowance.tokensPerMinute());
                yield tokens >= 1
                        ? refused(quota, limit, true, Verdict.Refused.untilGivenBack(filled))
                        : refused(quota, limit, false, until(tokens, allowance.tokensPerMinute()));
            }
            case BUDGET -> {
                Duration next =
                        budget == null ? Duration.ZERO : Duration.between(now, BudgetCalendar.next(budget.per(), now));
                boolean reserved = budget != null && spent < Spending.most(budget);
                yield refused(quota, limit, reserved, reserved ? Verdict.Refused.untilGivenBack(next) : next);
            }
        };
    }

    /** Without what remains, to which all quotas of a request contribute. */
    private static Verdict.Refused refused(Quota quota, Limit limit, boolean reserved, Duration retryAfter) {
        return new Verdict.Refused(quota, limit, reserved, retryAfter, RemainingAllowance.UNLIMITED);
    }

    private static Duration until(double level, @Nullable Integer perMinute) {
        return perMinute == null ? Duration.ZERO : Duration.ofNanos(Bucket.nanosUntil(level, 1, perMinute));
    }

    /** The levels with one more request admitted. */
    Levels after(Reservation reservation) {
        return new Levels(
                requests - 1,
                tokens,
                tokensReserved + reservation.tokens(),
                spent,
                costReserved + reservation.cost(),
                running + 1);
    }

    /** The rest that the caller is told. */
    RemainingAllowance remaining(Allowance allowance) {
        return RemainingAllowance.of(allowance, requests, tokens - tokensReserved);
    }
}
