package dev.sluicegate.operator.app;

import dev.sluicegate.operator.telemetry.OperatorMetric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import java.util.function.Predicate;

/** The metrics that say of each wanted namespace whether it is looked after, and whether its RouterKeys are. Safe for any thread. */
final class ServedNamespaces {
    private final WatchedNamespaces namespaces;
    private final MultiGauge gauges;
    private final MultiGauge keys;

    /** Registers the metrics. */
    ServedNamespaces(MeterRegistry registry, WatchedNamespaces namespaces) {
        this.namespaces = namespaces;
        this.gauges = OperatorMetric.NAMESPACE_SERVED.gauges(registry);
        this.keys = OperatorMetric.NAMESPACE_KEYS_READABLE.gauges(registry);
    }

    /** Makes a row of each namespace that is wanted now. */
    synchronized void refresh() {
        refresh(gauges, OperatorMetric.NAMESPACE_SERVED, namespaces::isServed);
        refresh(
                keys,
                OperatorMetric.NAMESPACE_KEYS_READABLE,
                it -> namespaces.isServed(it) && namespaces.keysDenied(it).isEmpty());
    }

    private void refresh(MultiGauge gauge, OperatorMetric metric, Predicate<String> holds) {
        gauge.register(
                namespaces.wanted().stream()
                        .map(it -> MultiGauge.Row.of(metric.tags(it), holds.test(it) ? 1 : 0))
                        .toList(),
                true);
    }
}
