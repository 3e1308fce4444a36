package dev.sluicegate.router.runtime;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The config in force, and those before it under which requests are still in flight. They change on one event loop; {@link
 * #current} is for any thread.
 */
public final class ActiveConfigs {
    private final Ledger ledger;
    private final LongSupplier nanoTime;
    private final Consumer<Upstream> onFirstUse;
    private final Consumer<Upstream> onLastUse;
    private final List<Replaced> replaced = new ArrayList<>();
    private volatile ActiveConfig current;

    /** @param replacedAt what arrived after it is served by a later one */
    private record Replaced(ActiveConfig config, long replacedAt) {}

    /**
     * @param nanoTime the ledger's clock
     * @param onFirstUse told once of each upstream when it comes into use
     * @param onLastUse told once of each when the last request that could use it has ended
     */
    public ActiveConfigs(
            ActiveConfig first,
            Ledger ledger,
            LongSupplier nanoTime,
            Consumer<Upstream> onFirstUse,
            Consumer<Upstream> onLastUse) {
        this.current = first;
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.onFirstUse = onFirstUse;
        this.onLastUse = onLastUse;
        first.runtime().upstreams().values().forEach(onFirstUse);
    }

    public ActiveConfig current() {
        return current;
    }

    /** Requests that arrive from now on are served by {@code next}. */
    public void replace(ActiveConfig next) {
        Set<Upstream> known = inUse();
        // before the first request can use it, so that one whose servers are known already has them
        next.runtime().upstreams().values().stream()
                .filter(upstream -> !known.contains(upstream))
                .forEach(onFirstUse);
        ActiveConfig before = current;
        current = next;
        replaced.add(new Replaced(before, nanoTime.getAsLong()));
    }

    /** To be called from time to time: releases what no request needs any more. */
    public void sweep() {
        if (replaced.isEmpty()) {
            return;
        }
        long oldestArrival = nanoTime.getAsLong()
                - Duration.ofMillis(ledger.summary().oldestAgeMs() + 1).toNanos();
        boolean idle = ledger.inFlight() == 0;
        Set<Upstream> before = inUse();
        if (replaced.removeIf(each -> idle || each.replacedAt - oldestArrival < 0)) {
            before.removeAll(inUse());
            before.forEach(onLastUse);
        }
    }

    private Set<Upstream> inUse() {
        Set<Upstream> upstreams = Collections.newSetFromMap(new IdentityHashMap<>());
        upstreams.addAll(current.runtime().upstreams().values());
        replaced.forEach(
                each -> upstreams.addAll(each.config.runtime().upstreams().values()));
        return upstreams;
    }
}
