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
 * The config in force, and those before it that requests are still served by. Changed on one event loop; {@link #current} is for any
 * thread.
 */
public final class Generations {
    private final Ledger ledger;
    private final LongSupplier nanoTime;
    private final Consumer<Upstream> comes;
    private final Consumer<Upstream> goes;
    private final List<Old> old = new ArrayList<>();
    private volatile Generation current;

    /** @param replacedAt what arrived after it is served by a later one */
    private record Old(Generation generation, long replacedAt) {}

    /**
     * @param nanoTime the ledger's clock
     * @param comes told once of each upstream when it comes into use
     * @param goes told once of each when the last request that could use it has ended
     */
    public Generations(
            Generation first, Ledger ledger, LongSupplier nanoTime, Consumer<Upstream> comes, Consumer<Upstream> goes) {
        this.current = first;
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.comes = comes;
        this.goes = goes;
        first.serving().upstreams().values().forEach(comes);
    }

    public Generation current() {
        return current;
    }

    /** Requests that arrive from now on are served by {@code next}. */
    public void replace(Generation next) {
        Set<Upstream> known = inUse();
        Generation before = current;
        current = next;
        old.add(new Old(before, nanoTime.getAsLong()));
        next.serving().upstreams().values().stream()
                .filter(upstream -> !known.contains(upstream))
                .forEach(comes);
    }

    /** To be called from time to time: lets go of what no request needs any more. */
    public void sweep() {
        if (old.isEmpty()) {
            return;
        }
        long oldestArrival = nanoTime.getAsLong()
                - Duration.ofMillis(ledger.summary().oldestAgeMs() + 1).toNanos();
        boolean idle = ledger.inFlight() == 0;
        Set<Upstream> before = inUse();
        if (old.removeIf(each -> idle || each.replacedAt - oldestArrival < 0)) {
            before.removeAll(inUse());
            before.forEach(goes);
        }
    }

    /** How many configs from before are still in use. */
    int outlived() {
        return old.size();
    }

    private Set<Upstream> inUse() {
        Set<Upstream> upstreams = Collections.newSetFromMap(new IdentityHashMap<>());
        upstreams.addAll(current.serving().upstreams().values());
        old.forEach(
                each -> upstreams.addAll(each.generation.serving().upstreams().values()));
        return upstreams;
    }
}
