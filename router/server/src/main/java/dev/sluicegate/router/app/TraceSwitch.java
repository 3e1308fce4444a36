package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.config.RouterConfig.Tracing;
import dev.sluicegate.router.telemetry.RecordCounts;
import dev.sluicegate.router.telemetry.Traces;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The switch of tracing: off, on, or to another collector, as the config in force has it. It is thrown on one event loop. */
final class TraceSwitch {
    private static final long LAST_SPANS_MILLIS = 60_000;

    private final Vertx vertx;
    private final Ledger ledger;
    private final RecordCounts records;
    private final Supplier<String> headers;
    private volatile @Nullable Traces traces;

    /** @param headers for the collector of the config in force, as they were read last; empty without any */
    TraceSwitch(Vertx vertx, Ledger ledger, RecordCounts records, Supplier<String> headers) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.records = records;
        this.headers = headers;
    }

    /** @param wanted null for none */
    void set(@Nullable Tracing wanted) {
        Traces before = traces;
        if (Objects.equals(wanted, before == null ? null : before.config())) {
            return;
        }
        Traces now = wanted == null ? null : new Traces(wanted, headers, Version.VALUE, records);
        ledger.tracer(now);
        traces = now;
        if (before != null) {
            // requests that began under it still end, for a while
            vertx.setTimer(
                    LAST_SPANS_MILLIS,
                    _ -> vertx.executeBlocking(() -> {
                        before.close();
                        return before;
                    }));
        }
    }

    /** Sends what is left. Blocks, for some seconds at most. */
    void close() {
        Traces last = traces;
        if (last != null) {
            last.close();
        }
    }
}
