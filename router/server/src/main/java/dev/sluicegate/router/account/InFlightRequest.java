package dev.sluicegate.router.account;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.provider.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request in the ledger. Written by the event loop that serves it, read by any thread. */
public final class InFlightRequest {
    private final Ledger ledger;
    private final String id;
    private final long arrivedAt;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile String model = "";
    private volatile boolean stream;
    private volatile long bytes;
    private volatile @Nullable Runnable cut;
    // what only the event loop that serves it writes and reads
    private @Nullable Operation operation;
    private @Nullable String key;
    private Map<String, String> labels = Map.of();
    private @Nullable String provider;
    private @Nullable String modelUsed;
    private List<String> dropped = List.of();
    private int attempts;
    private int status;
    private @Nullable String error;
    private long firstByteAt;
    private Supplier<Usage> usage = () -> Usage.NONE;
    private Prices prices = Prices.NONE;
    private @Nullable Consumer<RequestRecord> atEnd;
    private @Nullable Trace trace;

    InFlightRequest(Ledger ledger, String id, long arrivedAt) {
        this.ledger = ledger;
        this.id = id;
        this.arrivedAt = arrivedAt;
    }

    /** What the body said. To be called at most once, before the end. */
    public void identified(String model, boolean stream) {
        this.model = model;
        if (stream) {
            this.stream = true;
            ledger.becameStream();
        }
    }

    /** What the path stands for. */
    public void asks(Operation operation) {
        this.operation = operation;
    }

    /** Whose key it came with. */
    public void from(String key, Map<String, String> labels) {
        this.key = key;
        this.labels = labels;
    }

    /** Who wants to know how it goes. */
    void tracedBy(@Nullable Trace trace) {
        this.trace = trace;
    }

    /**
     * A provider is asked, once more or for the first time.
     *
     * @return who wants to know how that goes; null for nobody
     */
    public Trace.@Nullable AttemptSpan attempt(String provider, String model) {
        attempts++;
        servedBy(provider, model);
        return trace == null ? null : trace.attempt(provider, model);
    }

    /** Of several providers that were asked, it is this one's answer that the client gets. */
    public void servedBy(String provider, String model) {
        this.provider = provider;
        this.modelUsed = model;
    }

    /** Fields of the request do not reach the provider that answers. */
    public void dropped(List<String> fields) {
        dropped = fields;
    }

    /** The status that the client is told. */
    public void answered(int status) {
        this.status = status;
    }

    /** The router's own word for what went wrong; the first one counts. */
    public void failed(String error) {
        if (this.error == null) {
            this.error = error;
        }
    }

    /** What tells how many tokens it used, asked at the end; the last one counts. */
    public void measuredBy(Supplier<Usage> usage) {
        this.usage = usage;
    }

    /** What tokens cost. */
    public void pricedBy(Prices prices) {
        this.prices = prices;
    }

    /** Tells this one's end to whoever has given it something; at most one. On the event loop that serves it. */
    public void atEnd(Consumer<RequestRecord> action) {
        atEnd = action;
    }

    /** More bytes of the response's body went to the client. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, others only read
    public void sent(long more) {
        if (bytes == 0 && more > 0) {
            firstByteAt = ledger.now();
        }
        bytes += more;
    }

    public @Nullable String key() {
        return key;
    }

    public long bytesSent() {
        return bytes;
    }

    /** How a drain's deadline ends this one; may be called on any thread. */
    public void onCut(Runnable action) {
        cut = action;
    }

    /** Ends this one early, if it says how. */
    public void cut() {
        Runnable action = cut;
        if (action != null) {
            action.run();
        }
    }

    /** Counts the end. Only the first call counts. To be called on the event loop that serves it. */
    public void end(RouterStatus.Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            ledger.ended(this, outcome);
        }
    }

    public String id() {
        return id;
    }

    boolean isStream() {
        return stream;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    void tellEnd(RequestRecord end) {
        if (trace != null) {
            trace.end(end);
        }
        if (atEnd != null) {
            atEnd.accept(end);
        }
    }

    RequestRecord ended(RouterStatus.Outcome outcome, long now) {
        Usage used = usage.get();
        return new RequestRecord(
                id,
                operation,
                key,
                labels,
                stream,
                model,
                provider,
                modelUsed,
                attempts,
                status,
                error,
                dropped,
                outcome,
                bytes == 0 ? -1 : firstByteAt - arrivedAt,
                now - arrivedAt,
                bytes,
                used,
                prices.cost(provider, modelUsed, used));
    }

    RouterStatus.Blocker describe(long now) {
        return new RouterStatus.Blocker(
                id, model, stream, Duration.ofNanos(now - arrivedAt).toMillis(), bytes);
    }

    /**
     * One request when it is over: what the accounts, the metrics, the access log and the traces are made of. Immutable.
     *
     * @param id the router's own, which the client was told
     * @param operation null if its path stood for none
     * @param key the id of the client's key; null without one
     * @param labels the key's, for accounting
     * @param stream whether the client asked for a stream
     * @param modelAsked as the client said it; empty if it was not understood
     * @param provider the one that answered, or was tried last; null if none was
     * @param modelUsed its word for the model; null if none was
     * @param attempts how often a provider was asked
     * @param status what the client was told, as HTTP has it; 0 if it was told nothing
     * @param error the router's word for what went wrong; null if nothing did, or if the provider said it
     * @param dropped fields of the request that did not reach the provider
     * @param firstByteNanos from the arrival to the answer's first byte; negative if there was none
     * @param durationNanos from the arrival to the end
     * @param bytes of the answer's body
     * @param cost in billionths of the prices' currency; empty if no price is known for the model
     */
    public record RequestRecord(
            String id,
            @Nullable Operation operation,
            @Nullable String key,
            Map<String, String> labels,
            boolean stream,
            String modelAsked,
            @Nullable String provider,
            @Nullable String modelUsed,
            int attempts,
            int status,
            @Nullable String error,
            List<String> dropped,
            Outcome outcome,
            long firstByteNanos,
            long durationNanos,
            long bytes,
            Usage usage,
            OptionalLong cost) {

        /** Whether it failed by the provider's fault or ours; a client's mistake is no failure. */
        public boolean isFailure() {
            return outcome == Outcome.UPSTREAM_FAILED || outcome == Outcome.CUT || status >= 500;
        }
    }
}
