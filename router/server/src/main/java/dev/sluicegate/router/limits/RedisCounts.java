package dev.sluicegate.router.limits;

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
 * <p>A running request has a place in its caller's set, which must be renewed: the places of a router that has died free themselves.
 */
public final class RedisCounts {
    /** In looks of {@link SharedLimiter}; a third of the time after which a place frees itself. */
    static final int RENEW_EVERY = 20;

    private static final long PLACE_MILLIS = 30_000;
    /** The store runs scripts with thousands of arguments, but serves nobody else meanwhile. */
    private static final int PLACES_AT_ONCE = 500;

    private final StoreConnection store;
    private final InstantSource clock;
    private final String router = UUID.randomUUID().toString();
    private final AtomicLong places = new AtomicLong();
    private final Map<String, Map<String, Reservation>> running = new ConcurrentHashMap<>();

    /**
     * The end of a request, as the store is told.
     *
     * @param tokensPerMinute 0 where tokens are not limited
     * @param spendingKey what names the budget's period in the store; null where there is no budget
     */
    record Settlement(
            String caller, int tokensPerMinute, @Nullable String spendingKey, String place, long tokens, long cost) {}

    /** What the store says to a request. */
    sealed interface Answer {
        /** @param place to be given back */
        record Admitted(Standing standing, String place) implements Answer {}

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

    CompletionStage<Answer> admit(String caller, Allowance allowance, Reservation reservation, String place) {
        KeysFile.Budget budget = allowance.budget();
        CompletionStage<List<String>> result = store.run(
                LimitScripts.ADMIT,
                keys(caller, budget == null ? null : spendingKey(caller, budget)),
                number(allowance.requestsPerMinute()),
                number(allowance.tokensPerMinute()),
                number(allowance.maxConcurrent()),
                budget == null ? "0" : Long.toString(Spending.most(budget)),
                place,
                Long.toString(PLACE_MILLIS),
                Long.toString(reservation.tokens()),
                Long.toString(reservation.cost()));
        return result.thenApply(answer -> answer(caller, allowance, reservation, place, answer));
    }

    /** The name of a place that a request is going to have; empty where nothing is held while it runs. */
    String newPlace(Allowance allowance) {
        return allowance.holds() ? router + ":" + places.incrementAndGet() : "";
    }

    private Answer answer(
            String caller, Allowance allowance, Reservation reservation, String place, List<String> answer) {
        Levels levels = new Levels(
                Double.parseDouble(answer.get(1)),
                Double.parseDouble(answer.get(2)),
                Long.parseLong(answer.get(3)),
                Long.parseLong(answer.get(4)),
                Long.parseLong(answer.get(5)),
                Integer.parseInt(answer.get(6)));
        String refused = answer.get(0);
        if (!refused.isEmpty()) {
            return new Answer.Refused(levels.refused(Limit.of(refused), allowance, clock.instant()));
        }
        if (!place.isEmpty()) {
            running.computeIfAbsent(caller, _ -> new ConcurrentHashMap<>()).put(place, reservation);
        }
        return new Answer.Admitted(levels.after(reservation).standing(allowance), place);
    }

    /** The place needs no more renewal. */
    void forget(String caller, String place) {
        running.computeIfPresent(caller, (_, places) -> {
            places.remove(place);
            return places.isEmpty() ? null : places;
        });
    }

    CompletionStage<?> settle(Settlement settlement) {
        return store.run(
                LimitScripts.SETTLE,
                keys(settlement.caller(), settlement.spendingKey()),
                Integer.toString(settlement.tokensPerMinute()),
                Long.toString(settlement.tokens()),
                Long.toString(settlement.cost()),
                settlement.place());
    }

    /** The settlement of a request with what it has used; nothing, where it was never served. */
    Settlement settlement(String caller, Allowance allowance, String place, long tokens, long cost) {
        KeysFile.Budget budget = allowance.budget();
        Integer perMinute = allowance.tokensPerMinute();
        return new Settlement(
                caller,
                perMinute == null ? 0 : perMinute,
                budget == null ? null : spendingKey(caller, budget),
                place,
                tokens,
                budget == null ? 0 : cost);
    }

    /** Counts what has been spent in a period, also one that is over. */
    CompletionStage<?> spend(Debts.Debt debt) {
        return store.run(
                LimitScripts.SPEND,
                new String[] {debt.spendingKey(), debt.spendingKey() + ":" + debt.id()},
                Long.toString(debt.cost()));
    }

    /** Keeps the places of what still runs. */
    void renew() {
        for (String caller : running.keySet()) {
            // in one step with forget, so that none is renewed after its settlement
            running.computeIfPresent(caller, (_, places) -> {
                List<String> arguments = new ArrayList<>(List.of(Long.toString(PLACE_MILLIS)));
                places.forEach((place, reservation) -> {
                    arguments.add(place);
                    arguments.add(Long.toString(reservation.tokens()));
                    arguments.add(Long.toString(reservation.cost()));
                    if (arguments.size() > 3 * PLACES_AT_ONCE) {
                        var _ = store.run(LimitScripts.RENEW, keys(caller, null), arguments.toArray(String[]::new));
                        arguments.subList(1, arguments.size()).clear();
                    }
                });
                if (arguments.size() > 1) {
                    var _ = store.run(LimitScripts.RENEW, keys(caller, null), arguments.toArray(String[]::new));
                }
                return places;
            });
        }
    }

    /** The braces keep one caller's keys on one node of a cluster. */
    private static String[] keys(String caller, @Nullable String spendingKey) {
        String prefix = "sluicegate:{" + caller + "}";
        return new String[] {
            prefix + ":left",
            prefix + ":running",
            spendingKey == null ? prefix + ":none" : spendingKey,
            prefix + ":reserved",
            prefix + ":gone"
        };
    }

    String spendingKey(String caller, KeysFile.Budget budget) {
        return "sluicegate:{" + caller + "}:spent:" + Spending.period(budget.per(), clock.instant());
    }

    private static String number(@Nullable Integer limit) {
        return limit == null ? "0" : limit.toString();
    }
}
