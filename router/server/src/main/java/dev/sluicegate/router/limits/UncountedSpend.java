package dev.sluicegate.router.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The spend that the store of limits has not counted yet, because it could not be reached: one number for each budget's period, so little,
 * however long that takes.
 */
final class UncountedSpend {
    private Map<String, Long> owed = new HashMap<>();
    private List<Amount> again = new ArrayList<>();

    /** @param id by which the store knows whether it has counted it already */
    record Amount(String id, String spendingKey, long cost) {}

    synchronized void add(String spendingKey, long cost) {
        owed.merge(spendingKey, cost, Long::sum);
    }

    /** An amount of which nobody knows whether the store has counted it. */
    synchronized void retry(Amount amount) {
        again.add(amount);
    }

    synchronized List<Amount> takeAll() {
        List<Amount> all = again;
        owed.forEach((key, cost) -> all.add(new Amount(UUID.randomUUID().toString(), key, cost)));
        owed = new HashMap<>();
        again = new ArrayList<>();
        return all;
    }
}
