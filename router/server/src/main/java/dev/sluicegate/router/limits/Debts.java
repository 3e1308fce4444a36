package dev.sluicegate.router.limits;

import java.util.HashMap;
import java.util.Map;

/** What has to be counted in the store when it is back: one number for each budget's period, so little, however long that takes. */
final class Debts {
    private Map<String, Long> owed = new HashMap<>();

    synchronized void add(String key, long cost) {
        owed.merge(key, cost, Long::sum);
    }

    synchronized Map<String, Long> takeAll() {
        Map<String, Long> all = owed;
        owed = new HashMap<>();
        return all;
    }
}
