package dev.sluicegate.router.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The money to be counted in the store when it is back: one number for each budget's period, so little, however long that takes. */
final class Debts {
    private Map<String, Long> owed = new HashMap<>();
    private List<Debt> again = new ArrayList<>();

    /** @param id by which the store knows whether it has counted it already */
    record Debt(String id, String spendingKey, long cost) {}

    synchronized void add(String spendingKey, long cost) {
        owed.merge(spendingKey, cost, Long::sum);
    }

    /** A debt of which nobody knows whether the store has counted it. */
    synchronized void again(Debt debt) {
        again.add(debt);
    }

    synchronized List<Debt> takeAll() {
        List<Debt> all = again;
        owed.forEach((key, cost) -> all.add(new Debt(UUID.randomUUID().toString(), key, cost)));
        owed = new HashMap<>();
        again = new ArrayList<>();
        return all;
    }
}
