package dev.sluicegate.router.account;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of what the router carries: every request from its arrival until its response has really ended, and how each one ended. Each is
 * counted exactly once, whatever happens to it. Safe for any thread.
 */
public final class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final LongSupplier nanoTime;
    private final Set<InFlightRequest> carried = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger streamsInFlight = new AtomicInteger();
    private final OutcomeCounts requestOutcomes = new OutcomeCounts();
    private final OutcomeCounts streamOutcomes = new OutcomeCounts();
    private final List<Consumer<RequestRecord>> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable afterEnd = () -> {};
    private volatile Trace.@Nullable Tracer tracer;

    /** @param nanoTime a clock that only goes forward, in nanoseconds */
    public Ledger(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Called after each end, on the thread that ended it; must be quick. */
    public void afterEnd(Runnable listener) {
        afterEnd = listener;
    }

    /**
     * Tells what became of each request, exactly once, before it stops counting as in flight. Called on the event loop that served it:
     * must be quick.
     */
    public void onEnd(Consumer<RequestRecord> listener) {
        listeners.add(listener);
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Enters a request that has arrived. */
    public InFlightRequest begin(String id) {
        InFlightRequest entry = new InFlightRequest(this, id, nanoTime.getAsLong());
        inFlight.incrementAndGet();
        carried.add(entry);
        return entry;
    }

    /** Who traces requests that begin from now on; null for nobody. */
    public void tracer(Trace.@Nullable Tracer now) {
        tracer = now;
    }

    /**
     * Has a request traced, if anybody wants to.
     *
     * @param headers the client's, by name
     */
    public void trace(InFlightRequest entry, UnaryOperator<@Nullable String> headers) {
        Trace.Tracer current = tracer;
        if (current != null) {
            entry.tracedBy(current.begin(entry.id(), headers));
        }
    }

    void becameStream() {
        streamsInFlight.incrementAndGet();
    }

    void ended(InFlightRequest entry, Outcome outcome) {
        RequestRecord ended = entry.ended(outcome, nanoTime.getAsLong());
        tell(entry::tellEnd, ended);
        for (Consumer<RequestRecord> listener : listeners) {
            tell(listener, ended);
        }
        (entry.isStream() ? streamOutcomes : requestOutcomes).add(outcome);
        carried.remove(entry);
        if (entry.isStream()) {
            streamsInFlight.decrementAndGet();
        }
        inFlight.decrementAndGet();
        afterEnd.run();
    }

    /** A listener's mistake must not keep a request in flight for ever. */
    private static void tell(Consumer<RequestRecord> listener, RequestRecord ended) {
        try {
            listener.accept(ended);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("request", ended.id()).setCause(e).log("a request's end could not be recorded");
        }
    }

    /** Requests and streams that have not ended. */
    public int inFlight() {
        return inFlight.get();
    }

    public RouterStatus.InFlight summary() {
        int streams = streamsInFlight.get();
        long now = nanoTime.getAsLong();
        long oldest = 0;
        for (InFlightRequest entry : carried) {
            oldest = Math.max(oldest, now - entry.arrivedAt());
        }
        return new RouterStatus.InFlight(
                Math.max(0, inFlight.get() - streams),
                streams,
                Duration.ofNanos(oldest).toMillis());
    }

    /** The oldest, at most {@code limit}. */
    public List<RouterStatus.Blocker> blockers(int limit) {
        long now = nanoTime.getAsLong();
        return carried.stream()
                .sorted(Comparator.comparingLong(InFlightRequest::arrivedAt))
                .limit(limit)
                .map(entry -> entry.describe(now))
                .toList();
    }

    /** Shows everything that is being carried at this moment. */
    public void forEach(Consumer<InFlightRequest> action) {
        carried.forEach(action);
    }

    /** How many requests, streams included, have ended in each way. */
    public Map<Outcome, Long> outcomes() {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            sums.put(outcome, requests(outcome) + streams(outcome));
        }
        return sums;
    }

    /** How many requests that are not streams have ended so. */
    public long requests(Outcome outcome) {
        return requestOutcomes.get(outcome);
    }

    /** How many streams have ended so. */
    public long streams(Outcome outcome) {
        return streamOutcomes.get(outcome);
    }
}
