package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts in this process only, and forgets at its end. Answers at once. */
public final class PodLimiter implements Limiter {
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    /**
     * @param nanoTime only goes forward
     * @param clock for the calendar
     */
    public PodLimiter(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    @Override
    public void admit(String caller, Allowance allowance, Consumer<Verdict> then) {
        then.accept(
                allowance.isUnlimited()
                        ? new Verdict.Admitted(Standing.UNLIMITED, Verdict.Lease.NOTHING)
                        : counts.computeIfAbsent(caller, _ -> new Counts()).admit(allowance));
    }

    /** One caller's. Its lock is held for a few instructions only. */
    private final class Counts {
        private final Bucket requests = new Bucket();
        private final Bucket tokens = new Bucket();
        private int running;
        private String period = "";
        private long spent;

        synchronized Verdict admit(Allowance allowance) {
            long now = nanoTime.getAsLong();
            Integer perMinute = allowance.requestsPerMinute();
            Integer tokensPerMinute = allowance.tokensPerMinute();
            double requestsLeft = perMinute == null ? 0 : requests.level(perMinute, now);
            double tokensLeft = tokensPerMinute == null ? 0 : tokens.level(tokensPerMinute, now);
            if (allowance.budget() != null && spent(allowance.budget()) >= Spending.most(allowance.budget())) {
                return refused(
                        Limit.BUDGET,
                        Spending.untilNext(allowance.budget().per(), clock.instant()),
                        Standing.of(allowance, requestsLeft, tokensLeft));
            }
            if (allowance.maxConcurrent() != null && running >= allowance.maxConcurrent()) {
                return refused(Limit.PARALLEL, Duration.ZERO, Standing.of(allowance, requestsLeft, tokensLeft));
            }
            if (perMinute != null && requestsLeft < 1) {
                return refused(
                        Limit.REQUESTS,
                        Duration.ofNanos(Bucket.nanosUntil(requestsLeft, 1, perMinute)),
                        Standing.of(allowance, requestsLeft, tokensLeft));
            }
            if (tokensPerMinute != null && tokensLeft < 1) {
                return refused(
                        Limit.TOKENS,
                        Duration.ofNanos(Bucket.nanosUntil(tokensLeft, 1, tokensPerMinute)),
                        Standing.of(allowance, requestsLeft, tokensLeft));
            }
            if (perMinute != null) {
                requests.take(1);
            }
            running++;
            return new Verdict.Admitted(
                    Standing.of(allowance, requestsLeft - 1, tokensLeft),
                    (used, cost) -> settle(allowance, used, cost));
        }

        private static Verdict refused(Limit limit, Duration retryAfter, Standing standing) {
            return new Verdict.Refused(limit, retryAfter, standing);
        }

        private synchronized void settle(Allowance allowance, long used, long cost) {
            running--;
            if (allowance.tokensPerMinute() != null) {
                tokens.level(allowance.tokensPerMinute(), nanoTime.getAsLong());
                tokens.take((double) used);
            }
            if (allowance.budget() != null) {
                spent = spent(allowance.budget()) + cost;
            }
        }

        /** In the period that is now. */
        private long spent(KeysFile.Budget budget) {
            Instant now = clock.instant();
            String current = Spending.period(budget.per(), now);
            if (!current.equals(period)) {
                period = current;
                spent = 0;
            }
            return spent;
        }
    }
}
