package dev.sluicegate.router.account;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Shows the ledger as metrics. They are read when somebody looks, and cost nothing before. */
public final class LedgerMetrics {
    private LedgerMetrics() {}

    public static void register(Ledger ledger, MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            String word = outcome.name().toLowerCase(Locale.ROOT);
            FunctionCounter.builder("sluicegate.streams", ledger, it -> it.streams(outcome))
                    .description("Streams that have ended, by how")
                    .tag("outcome", word)
                    .register(registry);
            FunctionCounter.builder("sluicegate.requests", ledger, it -> it.requests(outcome))
                    .description("Requests that are not streams and have ended, by how")
                    .tag("outcome", word)
                    .register(registry);
        }
        Gauge.builder("sluicegate.in.flight", ledger, it -> it.summary().requests())
                .description("Requests and streams whose response has not ended")
                .tag("kind", "request")
                .register(registry);
        Gauge.builder("sluicegate.in.flight", ledger, it -> it.summary().streams())
                .description("Requests and streams whose response has not ended")
                .tag("kind", "stream")
                .register(registry);
        Gauge.builder(
                        "sluicegate.in.flight.oldest.seconds",
                        ledger,
                        it -> it.summary().oldestAgeMs() / 1e3)
                .description("Age of the oldest request or stream that has not ended")
                .register(registry);
    }
}
