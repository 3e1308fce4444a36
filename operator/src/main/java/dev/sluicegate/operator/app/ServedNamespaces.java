package dev.sluicegate.operator.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

/** The metric that says of each wanted namespace whether it is looked after. Safe for any thread. */
final class ServedNamespaces {
    private final WatchedNamespaces namespaces;
    private final MultiGauge gauges;

    /** Registers the metric. */
    ServedNamespaces(MeterRegistry registry, WatchedNamespaces namespaces) {
        this.namespaces = namespaces;
        this.gauges = MultiGauge.builder("sluicegate.namespace.served")
                .description("1 if the gateways of this namespace are looked after")
                .register(registry);
    }

    /** Makes a row of each namespace that is wanted now. */
    synchronized void refresh() {
        gauges.register(
                namespaces.wanted().stream()
                        .map(it -> MultiGauge.Row.of(Tags.of("namespace", it), namespaces.isServed(it) ? 1 : 0))
                        .toList(),
                true);
    }
}
