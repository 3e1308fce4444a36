package dev.sluicegate.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Golden;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperatorMetricTest {
    /** The names of the examples in documents, alerts and the dashboard are held to this table by the router's MetricsTest. */
    @Test
    void theDocumentHasTheTable() {
        String rows = Arrays.stream(OperatorMetric.values())
                .map(it -> "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                it.exportedName(),
                                it.type().name().toLowerCase(Locale.ROOT),
                                it.unit(),
                                it.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", ")),
                                it.description()))
                .collect(Collectors.joining());
        Golden.file("docs/metrics.md")
                .sectionMustEqual(
                        "metrics of the operator",
                        "| metric | type | unit | labels | meaning |\n|---|---|---|---|---|\n" + rows);
    }

    @Test
    void eachIsExportedUnderItsNameWithItsLabels() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        for (OperatorMetric metric : OperatorMetric.values()) {
            String[] values = metric.labels().toArray(String[]::new);
            switch (metric.type()) {
                case GAUGE -> metric.gauges(registry).register(List.of(MultiGauge.Row.of(metric.tags(values), 1)));
                case COUNTER -> metric.counter(registry, values).increment();
                case HISTOGRAM -> metric.timer(registry, values).record(Duration.ofSeconds(2));
            }
        }

        String exported = registry.scrape();

        for (OperatorMetric metric : OperatorMetric.values()) {
            String labels = metric.labels().isEmpty()
                    ? ""
                    : metric.labels().stream()
                            .sorted()
                            .map(it -> it + "=\"" + it + "\"")
                            .collect(Collectors.joining(",", "{", "}"));
            String sample = metric.exportedName() + (metric.type() == OperatorMetric.Type.HISTOGRAM ? "_count" : "")
                    + labels + " ";
            assertThat(exported).contains(sample);
        }
        assertThat(exported).contains("sluicegate_drain_duration_seconds_bucket{outcome=\"outcome\",le=\"10.0\"} 1");
    }
}
