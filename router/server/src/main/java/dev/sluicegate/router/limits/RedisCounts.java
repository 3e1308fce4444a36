package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The counts of all routers, in Redis or Valkey: one script for an admission and one for its settlement, so that each is one round
 * trip and nothing comes between reading and writing. The store's own clock counts. Safe for any thread; never blocks.
 *
 * <p>A running request has a place in the set of each of its quotas, which must be renewed: the places of a router that has died free themselves.
 */
public final class RedisCounts {
    /** In looks of {@link SharedLimiter}; a third of the time after which a place frees itself. */
    static final int RENEW_EVERY = 20;

    private static final long PLACE_MILLIS = 30_000;
    /** The store runs scripts with thousands of arguments, but serves nobody else meanwhile. */
    private static final int PLACES_AT_ONCE = 500;

    /** Of each quota, as the scripts say. */
    private static final int KEYS = 5;

    /** In the answer to an admission, of each quota. */
    private static final int VALUES = 7;

    private final StoreConnection store;
    private final InstantSource clock;
    private final String router = UUID.randomUUID().toString();
    private final AtomicLong places = new AtomicLong();
    private final Map<String, Map<String, Reservation>> running = new ConcurrentHashMap<>();

    /**
     * The end of a request, as the store is told.
     *
     * @param charges for each quota of which it holds something
     */
    record Settlement(List<Charge> charges, String place, long tokens) {}

    /**
     * @param tokensPerMinute 0 where tokens are not limited
     * @param spendingKey what names the budget's period in the store; null where there is no budget
     */
    record Charge(
            String counter, int tokensPerMinute, @Nullable String spendingKey, long cost) {}

    /** What the store says to a request. */
    sealed interface Answer {
        /** @param place to be given back */
        record Admitted(RemainingAllowance remaining, String place) implements Answer {}

        record Refused(Verdict.Refused refused) implements Answer {}
    }

    /** @param clock for the calendar of budgets */
    public RedisCounts(StoreConnection store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    StoreConnection connection() {
        return store;
    }

    CompletionStage<Answer> admit(List<Quota> quotas, Reservation reservation, String place) {
        String[] keys = new String[KEYS * quotas.size()];
        String[] arguments = new String[2 + 6 * quotas.size()];
        arguments[0] = place;
        arguments[1] = Long.toString(PLACE_MILLIS);
        for (int i = 0; i < quotas.size(); i++) {
            Quota quota = quotas.get(i);
            Allowance allowance = quota.allowance();
            KeysFile.Budget budget = allowance.budget();
            Reservation own = reservation.within(allowance);
            putKeys(keys, i, quota.counter(), budget == null ? null : spendingKey(quota.counter(), budget));
            int at = 2 + 6 * i;
            arguments[at] = number(allowance.requestsPerMinute());
            arguments[at + 1] = number(allowance.tokensPerMinute());
            arguments[at + 2] = number(allowance.maxConcurrent());
            arguments[at + 3] = budget == null ? "0" : Long.toString(Spending.most(budget));
            arguments[at + 4] = Long.toString(own.tokens());
            arguments[at + 5] = Long.toString(own.cost());
        }
        CompletionStage<List<String>> result = store.run(LimitScripts.ADMIT, keys, arguments);
        return result.thenApply(answer -> answer(quotas, reservation, place, answer));
    }

    /** The name of a place that a request is going to have; empty where nothing is held while it runs. */
    String newPlace(List<Quota> quotas) {
        return quotas.stream().anyMatch(quota -> quota.allowance().holds())
                ? router + ":" + places.incrementAndGet()
                : "";
    }

    private Answer answer(List<Quota> quotas, Reservation reservation, String place, List<String> answer) {
        Verdict.Refused refused = null;
        for (int i = 0; i < quotas.size(); i++) {
            String limit = answer.get(VALUES * i);
            if (!limit.isEmpty()) {
                Quota quota = quotas.get(i);
                refused = Verdict.Refused.longer(
                        refused, levels(answer, i).refused(quota, Limit.of(limit), quota.allowance(), clock.instant()));
            }
        }
        RemainingAllowance remaining = RemainingAllowance.UNLIMITED;
        for (int i = 0; i < quotas.size(); i++) {
            Allowance allowance = quotas.get(i).allowance();
            Reservation own = reservation.within(allowance);
            Levels levels = levels(answer, i);
            RemainingAllowance left = (refused == null ? levels.after(own) : levels).remaining(allowance);
            remaining = i == 0 ? left : remaining.tighter(left);
            if (refused == null && allowance.holds()) {
                running.computeIfAbsent(quotas.get(i).counter(), _ -> new ConcurrentHashMap<>())
                        .put(place, own);
            }
        }
        return refused == null ? new Answer.Admitted(remaining, place) : new Answer.Refused(refused.with(remaining));
    }

    private static Levels levels(List<String> answer, int quota) {
        int first = VALUES * quota;
        return new Levels(
                Double.parseDouble(answer.get(first + 1)),
                Double.parseDouble(answer.get(first + 2)),
                Long.parseLong(answer.get(first + 3)),
                Long.parseLong(answer.get(first + 4)),
                Long.parseLong(answer.get(first + 5)),
                Integer.parseInt(answer.get(first + 6)));
    }

    /** The place needs no more renewal. */
    void forget(Settlement settlement) {
        for (Charge charge : settlement.charges()) {
            running.computeIfPresent(charge.counter(), (_, places) -> {
                places.remove(settlement.place());
                return places.isEmpty() ? null : places;
            });
        }
    }

    CompletionStage<?> settle(Settlement settlement) {
        List<Charge> charges = settlement.charges();
        String[] keys = new String[KEYS * charges.size()];
        String[] arguments = new String[2 + 2 * charges.size()];
        arguments[0] = settlement.place();
        arguments[1] = Long.toString(settlement.tokens());
        for (int i = 0; i < charges.size(); i++) {
            Charge charge = charges.get(i);
            putKeys(keys, i, charge.counter(), charge.spendingKey());
            arguments[2 + 2 * i] = Integer.toString(charge.tokensPerMinute());
            arguments[3 + 2 * i] = Long.toString(charge.cost());
        }
        return store.run(LimitScripts.SETTLE, keys, arguments);
    }

    /** The settlement of a request with what it has used; nothing, where it was never served. */
    Settlement settlement(List<Quota> quotas, String place, long tokens, long cost) {
        return new Settlement(
                quotas.stream()
                        .filter(quota -> quota.allowance().holds())
                        .map(quota -> charge(quota, cost))
                        .toList(),
                place,
                tokens);
    }

    private Charge charge(Quota quota, long cost) {
        KeysFile.Budget budget = quota.allowance().budget();
        Integer perMinute = quota.allowance().tokensPerMinute();
        return new Charge(
                quota.counter(),
                perMinute == null ? 0 : perMinute,
                budget == null ? null : spendingKey(quota.counter(), budget),
                budget == null ? 0 : cost);
    }

    /** Counts what has been spent in a period, also one that is over. */
    CompletionStage<?> spend(UncountedSpend.Amount amount) {
        return store.run(
                LimitScripts.SPEND,
                new String[] {amount.spendingKey(), amount.spendingKey() + ":" + amount.id()},
                Long.toString(amount.cost()));
    }

    /** Keeps the places of what still runs. */
    void renew() {
        for (String counter : running.keySet()) {
            // in one step with forget, so that none is renewed after its settlement
            running.computeIfPresent(counter, (_, places) -> {
                List<String> arguments = new ArrayList<>(List.of(Long.toString(PLACE_MILLIS)));
                places.forEach((place, reservation) -> {
                    arguments.add(place);
                    arguments.add(Long.toString(reservation.tokens()));
                    arguments.add(Long.toString(reservation.cost()));
                    if (arguments.size() > 3 * PLACES_AT_ONCE) {
                        var _ = store.run(LimitScripts.RENEW, keys(counter), arguments.toArray(String[]::new));
                        arguments.subList(1, arguments.size()).clear();
                    }
                });
                if (arguments.size() > 1) {
                    var _ = store.run(LimitScripts.RENEW, keys(counter), arguments.toArray(String[]::new));
                }
                return places;
            });
        }
    }

    private String[] keys(String counter) {
        String[] keys = new String[KEYS];
        putKeys(keys, 0, counter, null);
        return keys;
    }

    private void putKeys(String[] keys, int quota, String counter, @Nullable String spendingKey) {
        String prefix = store.prefix() + counter;
        int at = KEYS * quota;
        keys[at] = prefix + ":left";
        keys[at + 1] = prefix + ":running";
        keys[at + 2] = spendingKey == null ? prefix + ":none" : spendingKey;
        keys[at + 3] = prefix + ":reserved";
        keys[at + 4] = prefix + ":gone";
    }

    String spendingKey(String counter, KeysFile.Budget budget) {
        return store.prefix() + counter + ":spent:" + BudgetCalendar.name(budget.per(), clock.instant());
    }

    private static String number(@Nullable Integer limit) {
        return limit == null ? "0" : limit.toString();
    }
}
