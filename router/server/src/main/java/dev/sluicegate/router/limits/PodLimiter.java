package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
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
    public void admit(String caller, Allowance allowance, Reservation reservation, Consumer<Verdict> then) {
        then.accept(
                allowance.isUnlimited()
                        ? new Verdict.Admitted(Standing.UNLIMITED, Verdict.Lease.NOTHING)
                        : counts.computeIfAbsent(caller, _ -> new Counts())
                                .admit(allowance, reservation.within(allowance)));
    }

    /** One caller's. Its lock is held for a few instructions only. */
    private final class Counts {
        private final Bucket requests = new Bucket();
        private final Bucket tokens = new Bucket();
        private int running;
        private long tokensReserved;
        private long costReserved;
        private String period = "";
        private long spent;

        synchronized Verdict admit(Allowance allowance, Reservation reservation) {
            long now = nanoTime.getAsLong();
            Integer perMinute = allowance.requestsPerMinute();
            Integer tokensPerMinute = allowance.tokensPerMinute();
            Levels levels = new Levels(
                    perMinute == null ? 0 : requests.level(perMinute, now),
                    tokensPerMinute == null ? 0 : tokens.level(tokensPerMinute, now),
                    tokensReserved,
                    allowance.budget() == null ? 0 : spent(allowance.budget()),
                    costReserved,
                    running);
            Verdict.Refused refused = levels.refusal(allowance, clock.instant());
            if (refused != null) {
                return refused;
            }
            if (perMinute != null) {
                requests.take(1);
            }
            running++;
            tokensReserved += reservation.tokens();
            costReserved += reservation.cost();
            return new Verdict.Admitted(
                    levels.after(reservation).standing(allowance),
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
            String current = Spending.period(budget.per(), now);
            if (!current.equals(period)) {
                period = current;
                spent = 0;
            }
            return spent;
        }
    }
}
