package dev.sluicegate.router.telemetry;

/** The behaviour of a metric over time. */
public enum MetricType {
    /** Only ever grows. */
    COUNTER("_total"),
    GAUGE(""),
    /** Times in buckets. */
    HISTOGRAM("_seconds");

    private final String suffix;

    MetricType(String suffix) {
        this.suffix = suffix;
    }

    /** The name that Prometheus sees of a meter of this type. */
    String exported(String meter) {
        return meter.replace('.', '_') + suffix;
    }
}
