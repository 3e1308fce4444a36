package dev.sluicegate.operator.app;

import dev.sluicegate.operator.telemetry.OperatorMetric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;

/** The metric that says of each wanted namespace whether it is looked after. Safe for any thread. */
final class ServedNamespaces {
    private final WatchedNamespaces namespaces;
    private final MultiGauge gauges;

    /** Registers the metric. */
    ServedNamespaces(MeterRegistry registry, WatchedNamespaces namespaces) {
        this.namespaces = namespaces;
        this.gauges = OperatorMetric.NAMESPACE_SERVED.gauges(registry);
    }

    /** Makes a row of each namespace that is wanted now. */
    synchronized void refresh() {
        gauges.register(
                namespaces.wanted().stream()
                        .map(it -> MultiGauge.Row.of(
                                OperatorMetric.NAMESPACE_SERVED.tags(it), namespaces.isServed(it) ? 1 : 0))
                        .toList(),
                true);
    }
}
