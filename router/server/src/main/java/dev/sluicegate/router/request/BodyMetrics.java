package dev.sluicegate.router.request;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows as metrics how much memory the requests' bodies take. They are read when somebody looks, and cost nothing before. */
public final class BodyMetrics {
    private BodyMetrics() {}

    public static void register(BodyBudget bodies, MeterRegistry registry) {
        Gauge.builder("sluicegate.bodies.bytes", bodies, BodyBudget::held)
                .description("Memory that is kept for the bodies of requests which may still have to be sent")
                .register(registry);
        Gauge.builder("sluicegate.bodies.max.bytes", bodies, BodyBudget::most)
                .description("The most that it may be")
                .register(registry);
        FunctionCounter.builder("sluicegate.bodies.refused", bodies, BodyBudget::refused)
                .description("Requests for whose body there was no memory")
                .register(registry);
    }
}
