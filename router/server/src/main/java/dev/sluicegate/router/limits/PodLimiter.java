package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

    /**
     * The same counts, where one of several routers grants a part of each limit.
     *
     * @param share above 0, at most 1
     */
    public Limiter granting(double share) {
        return (quotas, reservation, then) -> admit(quotas, share, reservation, then);
    }

    @Override
    public void admit(List<Quota> quotas, Reservation reservation, Consumer<Verdict> then) {
        admit(quotas, 1, reservation, then);
    }

    private void admit(List<Quota> quotas, double share, Reservation reservation, Consumer<Verdict> then) {
        then.accept(quotas.isEmpty() ? Verdict.Admitted.UNLIMITED : admit(quotas, 0, share, reservation, null));
    }

    /**
     * The verdict of the quotas from {@code at} on. Each holds its lock until those after it have decided, so that all take something or none
     * does; their order is the same for every request, so two requests never wait for each other.
     *
     * @param before the refusal of those before, of which nothing is to be taken
     */
    private Verdict admit(
            List<Quota> quotas, int at, double share, Reservation reservation, Verdict.@Nullable Refused before) {
        Quota quota = quotas.get(at);
        Allowance allowance = quota.allowance().share(share);
        Counts own = counts.computeIfAbsent(quota.counter(), _ -> new Counts());
        synchronized (own) {
            Levels levels = own.levels(allowance);
            Verdict.Refused refused = Verdict.Refused.longer(before, levels.refusal(quota, allowance, clock.instant()));
            if (at + 1 == quotas.size()) {
                return refused == null
                        ? own.take(levels, allowance, reservation.within(allowance))
                        : refused.with(levels.remaining(allowance));
            }
            return switch (admit(quotas, at + 1, share, reservation, refused)) {
                case Verdict.Admitted others ->
                    own.take(levels, allowance, reservation.within(allowance)).and(others);
                case Verdict.Refused it -> it.with(levels.remaining(allowance));
                case Verdict.StoreUnavailable it -> it;
            };
        }
    }

    /** One quota's. Its lock is held for a few instructions only. */
    private final class Counts {
        private final Bucket requests = new Bucket();
        private final Bucket tokens = new Bucket();
        private int running;
        private long tokensReserved;
        private long costReserved;
        private String period = "";
        private long spent;

        /** To be called with the lock, as {@link #take}. */
        Levels levels(Allowance allowance) {
            long now = nanoTime.getAsLong();
            Integer perMinute = allowance.requestsPerMinute();
            Integer tokensPerMinute = allowance.tokensPerMinute();
            return new Levels(
                    perMinute == null ? 0 : requests.level(perMinute, now),
                    tokensPerMinute == null ? 0 : tokens.level(tokensPerMinute, now),
                    tokensReserved,
                    allowance.budget() == null ? 0 : spent(allowance.budget()),
                    costReserved,
                    running);
        }

        Verdict.Admitted take(Levels levels, Allowance allowance, Reservation reservation) {
            if (allowance.requestsPerMinute() != null) {
                requests.take(1);
            }
            running++;
            tokensReserved += reservation.tokens();
            costReserved += reservation.cost();
            return new Verdict.Admitted(
                    levels.after(reservation).remaining(allowance),
                    (used, cost) -> settle(allowance, reservation, used, cost));
        }

        private synchronized void settle(Allowance allowance, Reservation reservation, long used, long cost) {
            running--;
            tokensReserved -= reservation.tokens();
            costReserved -= reservation.cost();
            if (allowance.tokensPerMinute() != null) {
                tokens.level(allowance.tokensPerMinute(), nanoTime.getAsLong());
                tokens.charge((double) used);
            }
            if (allowance.budget() != null) {
                spent = spent(allowance.budget()) + cost;
            }
        }

        /** In the period that is now. */
        private long spent(KeysFile.Budget budget) {
            Instant now = clock.instant();
            String current = BudgetCalendar.name(budget.per(), now);
            if (!current.equals(period)) {
                period = current;
                spent = 0;
            }
            return spent;
        }
    }
}
