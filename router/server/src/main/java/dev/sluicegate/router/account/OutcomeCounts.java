package dev.sluicegate.router.account;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** How often each outcome has been. Safe for any thread. */
final class OutcomeCounts {
    private final Map<Outcome, AtomicLong> counts = new EnumMap<>(Outcome.class);

    OutcomeCounts() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new AtomicLong());
        }
    }

    void add(Outcome outcome) {
        of(outcome).incrementAndGet();
    }

    long get(Outcome outcome) {
        return of(outcome).get();
    }

    private AtomicLong of(Outcome outcome) {
        return Objects.requireNonNull(counts.get(outcome));
    }
}
