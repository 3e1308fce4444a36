package dev.sluicegate.router.forward;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows {@link AttemptCounts} as metrics. */
public final class AttemptMetrics {
    private AttemptMetrics() {}

    public static void register(AttemptCounts counts, MeterRegistry registry) {
        counter(registry, counts, "sluicegate.attempts", "Requests sent to providers", AttemptCounts::attempts);
        counter(
                registry,
                counts,
                "sluicegate.attempts.failed",
                "Attempts after whose failure another one was made",
                AttemptCounts::failedAttempts);
        counter(registry, counts, "sluicegate.hedges", "Second attempts beside a running one", AttemptCounts::hedges);
        counter(
                registry,
                counts,
                "sluicegate.hedges.won",
                "Second attempts that answered first",
                AttemptCounts::hedgesWon);
        counter(
                registry,
                counts,
                "sluicegate.queued",
                "Requests that waited for a place at a provider",
                AttemptCounts::queued);
    }

    private static void counter(
            MeterRegistry registry,
            AttemptCounts counts,
            String name,
            String what,
            ToDoubleFunction<AttemptCounts> value) {
        FunctionCounter.builder(name, counts, value).description(what).register(registry);
    }
}
