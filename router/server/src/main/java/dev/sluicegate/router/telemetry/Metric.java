package dev.sluicegate.router.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of the router's own: its name, type, unit, labels and description. {@code docs/metrics.md} has the same table, made of
 * this one. Meters are made here and nowhere else. Label values are words of the config or of the router, never of a client.
 */
public enum Metric {
    OPERATIONS(
            "sluicegate.operations",
            MetricType.COUNTER,
            "requests",
            "Requests to models that have ended, streams included. The label status is 2xx and so on",
            "operation",
            "provider",
            "model",
            "outcome",
            "status",
            "error"),
    OPERATION_DURATION(
            "sluicegate.operation.duration",
            MetricType.HISTOGRAM,
            "seconds",
            "Time from a request's arrival to the end of its answer",
            "operation",
            "provider",
            "model"),
    OPERATION_FIRST_BYTE(
            "sluicegate.operation.first.byte",
            MetricType.HISTOGRAM,
            "seconds",
            "Time from a stream's arrival to the first byte of its answer",
            "operation",
            "provider",
            "model"),
    OPERATION_OUTPUT_TOKEN(
            "sluicegate.operation.output.token",
            MetricType.HISTOGRAM,
            "seconds",
            "Mean time between the tokens of a completed stream, from its first byte to its end, where the provider says how many there were",
            "operation",
            "provider",
            "model"),
    TOKENS(
            "sluicegate.tokens",
            MetricType.COUNTER,
            "tokens",
            "Tokens, as providers count them or, where they do not say, estimated. The label type is input (without the next two), cached_input, cache_write or output",
            "operation",
            "provider",
            "model",
            "type",
            "estimated"),
    DROPPED_FIELDS(
            "sluicegate.dropped.fields",
            MetricType.COUNTER,
            "fields",
            "Fields of requests that did not reach the provider, because its protocol has no counterpart. The label field is other for those that the router does not know",
            "operation",
            "provider",
            "model",
            "field"),
    COST(
            "sluicegate.cost",
            MetricType.COUNTER,
            "money",
            "Cost of the tokens, in the currency of the config's prices",
            "operation",
            "provider",
            "model"),
    REQUESTS(
            "sluicegate.requests",
            MetricType.COUNTER,
            "requests",
            "Requests of any path that are not streams and have ended, by how they ended",
            "outcome"),
    STREAMS(
            "sluicegate.streams",
            MetricType.COUNTER,
            "streams",
            "Streams that have ended, by how they ended",
            "outcome"),
    IN_FLIGHT(
            "sluicegate.in.flight",
            MetricType.GAUGE,
            "requests",
            "Requests and streams whose response has not ended. The label kind is request or stream",
            "kind"),
    IN_FLIGHT_OLDEST(
            "sluicegate.in.flight.oldest.seconds",
            MetricType.GAUGE,
            "seconds",
            "Age of the oldest request or stream whose response has not ended; 0 without any"),
    CONNECTIONS("sluicegate.connections", MetricType.GAUGE, "connections", "Connections of clients"),
    REFUSED(
            "sluicegate.refused",
            MetricType.COUNTER,
            "connections",
            "Connections that were ended before what came on them was a request",
            "reason"),
    FILES_REFUSED(
            "sluicegate.files.refused",
            MetricType.GAUGE,
            "files",
            "Files of keys and certificates that are not in force"),
    CERTIFICATE_EXPIRES(
            "sluicegate.certificate.expires",
            MetricType.GAUGE,
            "seconds",
            "Unix time when the listener's certificate ends"),
    BODIES_BYTES(
            "sluicegate.bodies.bytes",
            MetricType.GAUGE,
            "bytes",
            "Memory kept for the bodies of requests that may still have to be sent"),
    BODIES_MAX_BYTES(
            "sluicegate.bodies.max.bytes", MetricType.GAUGE, "bytes", "The most that sluicegate_bodies_bytes may be"),
    BODIES_REFUSED(
            "sluicegate.bodies.refused", MetricType.COUNTER, "requests", "Requests for whose body there was no memory"),
    CONFIG_REFUSED(
            "sluicegate.config.refused",
            MetricType.GAUGE,
            "0 or 1",
            "1 while the newest config is not in force because it is wrong"),
    CONFIG_RELOADS(
            "sluicegate.config.reloads",
            MetricType.COUNTER,
            "configs",
            "Configs that were offered to the running router. The label result is applied or refused",
            "result"),
    UPSTREAM_IN_FLIGHT(
            "sluicegate.upstream.in.flight",
            MetricType.GAUGE,
            "requests",
            "Requests and streams that a provider is working on",
            "provider"),
    UPSTREAM_WAITING(
            "sluicegate.upstream.waiting",
            MetricType.GAUGE,
            "requests",
            "Requests that wait for a place at a provider; one that waits at two providers counts at both",
            "provider"),
    UPSTREAM_SERVERS(
            "sluicegate.upstream.servers", MetricType.GAUGE, "servers", "Servers that get requests", "provider"),
    UPSTREAM_WELL("sluicegate.upstream.well", MetricType.GAUGE, "0 or 1", "1 while a provider is in use", "provider"),
    UPSTREAM_EJECTED(
            "sluicegate.upstream.ejected",
            MetricType.GAUGE,
            "0 or 1",
            "1 while a provider is left alone after failures",
            "provider"),
    UPSTREAM_PROBING(
            "sluicegate.upstream.probing",
            MetricType.GAUGE,
            "0 or 1",
            "1 while one request tries a provider",
            "provider"),
    UPSTREAM_COOLING_DOWN(
            "sluicegate.upstream.cooling.down",
            MetricType.GAUGE,
            "models",
            "Models that a provider has said it will not serve for a while, so others are asked first; all together count as one",
            "provider"),
    UPSTREAM_REFUSED_FIELDS(
            "sluicegate.upstream.refused.fields",
            MetricType.GAUGE,
            "fields",
            "Fields that a provider has turned out to refuse, each once for each of its models; /health/detailed names them",
            "provider"),
    ATTEMPTS("sluicegate.attempts", MetricType.COUNTER, "requests", "Requests sent to providers"),
    ATTEMPTS_FAILED(
            "sluicegate.attempts.failed",
            MetricType.COUNTER,
            "requests",
            "Requests sent to providers after whose failure another one was sent"),
    QUEUED("sluicegate.queued", MetricType.COUNTER, "requests", "Requests that waited for a place at a provider"),
    HEDGES("sluicegate.hedges", MetricType.COUNTER, "requests", "Second attempts beside a running one"),
    HEDGES_WON("sluicegate.hedges.won", MetricType.COUNTER, "requests", "Second attempts that answered first"),
    LIMITS_STORE_UP(
            "sluicegate.limits.store.up",
            MetricType.GAUGE,
            "0 or 1",
            "1 while the store of limits can be reached, or none is configured"),
    LIMITS_STORE_MISSED(
            "sluicegate.limits.store.missed",
            MetricType.COUNTER,
            "requests",
            "Admissions that were decided without the store of limits"),
    CACHE_ANSWERS(
            "sluicegate.cache.answers",
            MetricType.COUNTER,
            "requests",
            "Requests that the response cache could answer, or not. The label result is hit or miss",
            "result"),
    RECORDS_DROPPED(
            "sluicegate.records.dropped",
            MetricType.COUNTER,
            "records",
            "Lines of the access log, accounting records and spans that are lost. The label writer is access_log, accounting or traces",
            "writer"),
    RECORD_WRITES_FAILED(
            "sluicegate.record.writes.failed",
            MetricType.COUNTER,
            "writes",
            "Writes of such records that failed, those that were repeated later included",
            "writer");

    private final String meter;
    private final MetricType type;
    private final String unit;
    private final String description;
    /** Separated by spaces, because an enum's fields must not be mutable. */
    private final String labels;

    Metric(String meter, MetricType type, String unit, String description, String... labels) {
        this.meter = meter;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.labels = String.join(" ", labels);
    }

    /** The name that Prometheus sees. */
    public String exportedName() {
        return type.exported(meter);
    }

    public MetricType type() {
        return type;
    }

    /** What is counted or measured, as a plural. */
    public String unit() {
        return unit;
    }

    public String description() {
        return description;
    }

    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" ", -1));
    }

    /** A counter that somebody increments. */
    Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(meter)
                .description(description)
                .tags(tags(MetricType.COUNTER, values))
                .register(registry);
    }

    /** A counter that is asked for when somebody looks. The source is held weakly. */
    public <T> void counter(MeterRegistry registry, T source, ToDoubleFunction<T> count, String... values) {
        FunctionCounter.builder(meter, source, count)
                .description(description)
                .tags(tags(MetricType.COUNTER, values))
                .register(registry);
    }

    /** A value that is asked for when somebody looks. */
    public <T> Gauge gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value, String... values) {
        return Gauge.builder(meter, source, value)
                .description(description)
                .tags(tags(MetricType.GAUGE, values))
                .strongReference(true)
                .register(registry);
    }

    Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(meter)
                .description(description)
                .serviceLevelObjectives(this == OPERATION_OUTPUT_TOKEN ? Buckets.OF_TOKENS : Buckets.OF_ANSWERS)
                .tags(tags(MetricType.HISTOGRAM, values))
                .register(registry);
    }

    /** @param values of the labels, in their order */
    private Tags tags(MetricType wanted, String... values) {
        List<String> names = labels();
        if (type != wanted || values.length != names.size()) {
            throw new IllegalArgumentException(this + " is a " + type + " with the labels " + names);
        }
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(names.get(i));
            tags.add(values[i]);
        }
        return Tags.of(tags.toArray(String[]::new));
    }
}
