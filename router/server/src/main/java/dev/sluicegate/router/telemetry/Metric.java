package dev.sluicegate.router.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Every metric of the router's own: its name, type, unit, labels and description. {@code docs/metrics.md} has the same table, made of
 * this one. Meters are made here and nowhere else. Label values are words of the config or of the router, never of a client.
 */
public enum Metric {
    OPERATIONS(
            "sluicegate.operations",
            Type.COUNTER,
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
            Type.HISTOGRAM,
            "seconds",
            "Time from a request's arrival to the end of its answer",
            "operation",
            "provider",
            "model"),
    OPERATION_FIRST_BYTE(
            "sluicegate.operation.first.byte",
            Type.HISTOGRAM,
            "seconds",
            "Time from a stream's arrival to the first byte of its answer",
            "operation",
            "provider",
            "model"),
    TOKENS(
            "sluicegate.tokens",
            Type.COUNTER,
            "tokens",
            "Tokens, as providers count them or, where they do not say, estimated. The label type is input (without the next two), "
                    + "cached_input, cache_write or output",
            "operation",
            "provider",
            "model",
            "type",
            "estimated"),
    DROPPED_FIELDS(
            "sluicegate.dropped.fields",
            Type.COUNTER,
            "fields",
            "Fields of requests that did not reach the provider, because its protocol has no counterpart. The label field is other "
                    + "for those that the router does not know",
            "operation",
            "provider",
            "model",
            "field"),
    COST(
            "sluicegate.cost",
            Type.COUNTER,
            "money",
            "Cost of the tokens, in the currency of the config's prices",
            "operation",
            "provider",
            "model"),
    REQUESTS(
            "sluicegate.requests",
            Type.COUNTER,
            "requests",
            "Requests of any path that are not streams and have ended, by how they ended",
            "outcome"),
    STREAMS("sluicegate.streams", Type.COUNTER, "streams", "Streams that have ended, by how they ended", "outcome"),
    IN_FLIGHT(
            "sluicegate.in.flight",
            Type.GAUGE,
            "requests",
            "Requests and streams whose response has not ended. The label kind is request or stream",
            "kind"),
    IN_FLIGHT_OLDEST(
            "sluicegate.in.flight.oldest.seconds",
            Type.GAUGE,
            "seconds",
            "Age of the oldest request or stream whose response has not ended; 0 without any"),
    CONNECTIONS("sluicegate.connections", Type.GAUGE, "connections", "Connections of clients"),
    REFUSED(
            "sluicegate.refused",
            Type.COUNTER,
            "connections",
            "Connections that were ended before what came on them was a request",
            "reason"),
    FILES_REFUSED(
            "sluicegate.files.refused", Type.GAUGE, "files", "Files of keys and certificates that are not in force"),
    CERTIFICATE_EXPIRES(
            "sluicegate.certificate.expires", Type.GAUGE, "seconds", "Unix time when the listener's certificate ends"),
    BODIES_BYTES(
            "sluicegate.bodies.bytes",
            Type.GAUGE,
            "bytes",
            "Memory kept for the bodies of requests that may still have to be sent"),
    BODIES_MAX_BYTES(
            "sluicegate.bodies.max.bytes", Type.GAUGE, "bytes", "The most that sluicegate_bodies_bytes may be"),
    BODIES_REFUSED(
            "sluicegate.bodies.refused", Type.COUNTER, "requests", "Requests for whose body there was no memory"),
    CONFIG_REFUSED(
            "sluicegate.config.refused",
            Type.GAUGE,
            "0 or 1",
            "1 while the newest config is not in force because it is wrong"),
    CONFIG_RELOADS(
            "sluicegate.config.reloads",
            Type.COUNTER,
            "configs",
            "Configs that were offered to the running router. The label result is applied or refused",
            "result"),
    UPSTREAM_IN_FLIGHT(
            "sluicegate.upstream.in.flight",
            Type.GAUGE,
            "requests",
            "Requests and streams that a provider is working on",
            "provider"),
    UPSTREAM_WAITING(
            "sluicegate.upstream.waiting",
            Type.GAUGE,
            "requests",
            "Requests that wait for a place at a provider; one that waits at two providers counts at both",
            "provider"),
    UPSTREAM_WELL("sluicegate.upstream.well", Type.GAUGE, "0 or 1", "1 while a provider is in use", "provider"),
    UPSTREAM_EJECTED(
            "sluicegate.upstream.ejected",
            Type.GAUGE,
            "0 or 1",
            "1 while a provider is left alone after failures",
            "provider"),
    UPSTREAM_PROBING(
            "sluicegate.upstream.probing", Type.GAUGE, "0 or 1", "1 while one request tries a provider", "provider"),
    UPSTREAM_COOLING_DOWN(
            "sluicegate.upstream.cooling.down",
            Type.GAUGE,
            "models",
            "Models that a provider has said it will not serve for a while, so others are asked first; all together count as one",
            "provider"),
    UPSTREAM_REFUSED_FIELDS(
            "sluicegate.upstream.refused.fields",
            Type.GAUGE,
            "fields",
            "Fields that a provider has turned out to refuse, each once for each of its models; /health/detailed names them",
            "provider"),
    ATTEMPTS("sluicegate.attempts", Type.COUNTER, "requests", "Requests sent to providers"),
    ATTEMPTS_FAILED(
            "sluicegate.attempts.failed",
            Type.COUNTER,
            "requests",
            "Requests sent to providers after whose failure another one was sent"),
    QUEUED("sluicegate.queued", Type.COUNTER, "requests", "Requests that waited for a place at a provider"),
    HEDGES("sluicegate.hedges", Type.COUNTER, "requests", "Second attempts beside a running one"),
    HEDGES_WON("sluicegate.hedges.won", Type.COUNTER, "requests", "Second attempts that answered first"),
    LIMITS_STORE_UP(
            "sluicegate.limits.store.up",
            Type.GAUGE,
            "0 or 1",
            "1 while the store of limits can be reached, or none is configured"),
    LIMITS_STORE_MISSED(
            "sluicegate.limits.store.missed",
            Type.COUNTER,
            "requests",
            "Admissions that were decided without the store of limits"),
    CACHE_ANSWERS(
            "sluicegate.cache.answers",
            Type.COUNTER,
            "requests",
            "Requests that the response cache could answer, or not. The label result is hit or miss",
            "result"),
    RECORDS_DROPPED(
            "sluicegate.records.dropped",
            Type.COUNTER,
            "records",
            "Lines of the access log, accounting records and spans that are lost. The label writer is access_log, accounting or traces",
            "writer"),
    RECORD_WRITES_FAILED(
            "sluicegate.record.writes.failed",
            Type.COUNTER,
            "writes",
            "Writes of such records that failed, those that were repeated later included",
            "writer");

    /** From 10 ms to 5 minutes: OpenTelemetry's, which end at 82 s, and some for answers that take minutes. */
    private static final Duration[] BUCKETS =
            IntStream.range(0, 16).mapToObj(i -> Duration.ofMillis(10L << i)).toArray(Duration[]::new);

    /** The behaviour of a metric over time. */
    public enum Type {
        /** Only ever grows. */
        COUNTER,
        GAUGE,
        /** Times in buckets. */
        HISTOGRAM
    }

    private final String meter;
    private final Type type;
    private final String unit;
    private final String description;
    /** Separated by spaces, because an enum's fields must not be mutable. */
    private final String labels;

    Metric(String meter, Type type, String unit, String description, String... labels) {
        this.meter = meter;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.labels = String.join(" ", labels);
    }

    /** The name that Prometheus sees. */
    public String exportedName() {
        String name = meter.replace('.', '_');
        return switch (type) {
            case COUNTER -> name + "_total";
            case GAUGE -> name;
            case HISTOGRAM -> name + "_seconds";
        };
    }

    public Type type() {
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
                .tags(tags(Type.COUNTER, values))
                .register(registry);
    }

    /** A counter that is asked for when somebody looks. The source is held weakly. */
    public <T> void counter(MeterRegistry registry, T source, ToDoubleFunction<T> count, String... values) {
        FunctionCounter.builder(meter, source, count)
                .description(description)
                .tags(tags(Type.COUNTER, values))
                .register(registry);
    }

    /** A value that is asked for when somebody looks. */
    public <T> Gauge gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value, String... values) {
        return Gauge.builder(meter, source, value)
                .description(description)
                .tags(tags(Type.GAUGE, values))
                .strongReference(true)
                .register(registry);
    }

    Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(meter)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(tags(Type.HISTOGRAM, values))
                .register(registry);
    }

    /** @param values of the labels, in their order */
    private Tags tags(Type wanted, String... values) {
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
