package dev.sluicegate.operator.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/**
 * Every metric of the operator's own: its name, type, unit, labels and description. {@code docs/metrics.md} has the same table, made of
 * this one. Label values are names of gateways and namespaces, or words of ours.
 */
public enum OperatorMetric {
    NAMESPACE_SERVED(
            "sluicegate.namespace.served",
            Type.GAUGE,
            "0 or 1",
            "1 while the gateways of a namespace are looked after",
            "namespace"),
    NAMESPACE_KEYS_READABLE(
            "sluicegate.namespace.routerkeys.readable",
            Type.GAUGE,
            "0 or 1",
            "1 while the RouterKeys of a namespace that is looked after can be read",
            "namespace"),
    GATEWAYS_UNWATCHED(
            "sluicegate.gateways.unwatched",
            Type.GAUGE,
            "gateways",
            "Gateways in namespaces that no operator looks after, where they may be listed"),
    GATEWAY_CONDITION(
            "sluicegate.gateway.condition",
            Type.GAUGE,
            "0 or 1",
            "1 while a condition of a gateway is True",
            "namespace",
            "gateway",
            "condition"),
    GATEWAY_PODS(
            "sluicegate.gateway.pods",
            Type.GAUGE,
            "pods",
            "Pods of a gateway in each phase: warming, open, draining, drained or warm",
            "namespace",
            "gateway",
            "phase"),
    ROLLOUT_DURATION(
            "sluicegate.rollout.duration",
            Type.HISTOGRAM,
            "seconds",
            "Time from the acceptance of a revision to the end of its rollout. The label outcome is proven, rolled_back, or superseded:"
                    + " another spec came before, or the gateway was deleted",
            "outcome"),
    DRAIN_DURATION(
            "sluicegate.drain.duration",
            Type.HISTOGRAM,
            "seconds",
            "Time from a pod's way out of the Service to its end. The label outcome is completed, cut, or unaccounted: it ended without"
                    + " saying what it had cut",
            "outcome"),
    CUT(
            "sluicegate.gateway.cut",
            Type.COUNTER,
            "requests",
            "Requests and streams that pods have said to have cut. The label reason is drain (its limit was over), deletion (Kubernetes"
                    + " ended the pod) or other",
            "namespace",
            "gateway",
            "reason"),
    RESTARTS(
            "sluicegate.gateway.restarts",
            Type.COUNTER,
            "pods",
            "Pods that the watchdog has replaced because they did not do their work. The label cause is unresponsive, stalled, memory,"
                    + " throttled or errors",
            "namespace",
            "gateway",
            "cause"),
    UNACCOUNTED(
            "sluicegate.gateway.pods.unaccounted",
            Type.COUNTER,
            "pods",
            "Routers that may have carried something and ended, with their pod or alone, without saying what they had cut",
            "namespace",
            "gateway");

    /** The kind of a metric. */
    enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        Duration.ofHours(1)
    };

    private final String key;
    private final Type type;
    private final String unit;
    private final String description;
    private final String labels;

    OperatorMetric(String key, Type type, String unit, String description, String... labels) {
        this.key = key;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.labels = String.join(" ", labels);
    }

    /** The name under which Micrometer knows it. */
    public String key() {
        return key;
    }

    /** The meaning, for {@code HELP}. */
    public String description() {
        return description;
    }

    Type type() {
        return type;
    }

    String unit() {
        return unit;
    }

    List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" ", -1));
    }

    /** The name in Prometheus. */
    String exportedName() {
        String name = key.replace('.', '_');
        return switch (type) {
            case GAUGE -> name;
            case COUNTER -> name + "_total";
            case HISTOGRAM -> name + "_seconds";
        };
    }

    /** The gauge of each combination of labels, which are set as a whole. */
    public MultiGauge gauges(MeterRegistry registry) {
        return MultiGauge.builder(key).description(description).register(registry);
    }

    /** @param values of the labels, in their order */
    Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(key).description(description).tags(tags(values)).register(registry);
    }

    /** @param values of the labels, in their order */
    Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(key)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(tags(values))
                .register(registry);
    }

    /** @param values of the labels, in their order */
    public Tags tags(String... values) {
        Tags tags = Tags.empty();
        List<String> names = labels();
        for (int i = 0; i < names.size(); i++) {
            tags = tags.and(names.get(i), values[i]);
        }
        return tags;
    }
}
