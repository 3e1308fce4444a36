package dev.sluicegate.operator.telemetry;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.status.Ending;
import dev.sluicegate.operator.status.Ending.CutReason;
import dev.sluicegate.operator.status.Ending.DrainOutcome;
import dev.sluicegate.operator.status.Ending.RolloutOutcome;
import dev.sluicegate.operator.status.Endings;
import dev.sluicegate.operator.status.GatewayLook;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** The metrics of gateways: what each was last seen to be, and what has come to its end since this process looks. Safe for any thread, one gateway at a time. */
public final class GatewayMetrics {
    private record Seen(String namespace, String name, GatewayLook look) {}

    private final MeterRegistry registry;
    private final MultiGauge conditions;
    private final MultiGauge pods;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** Registers the metrics. */
    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.conditions = OperatorMetric.GATEWAY_CONDITION.gauges(registry);
        this.pods = OperatorMetric.GATEWAY_PODS.gauges(registry);
        for (RolloutOutcome outcome : RolloutOutcome.values()) {
            OperatorMetric.ROLLOUT_DURATION.timer(registry, word(outcome));
        }
        for (DrainOutcome outcome : DrainOutcome.values()) {
            OperatorMetric.DRAIN_DURATION.timer(registry, word(outcome));
        }
    }

    /** Counters begin at 0, also the timers above: Prometheus sees no increase in one that appears with what it has counted. */
    private void begin(RouterGateway gateway) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        for (CutReason reason : CutReason.values()) {
            OperatorMetric.CUT.counter(registry, namespace, name, word(reason));
        }
        Ending.Restart.causes().forEach(it -> OperatorMetric.RESTARTS.counter(registry, namespace, name, it));
        OperatorMetric.UNACCOUNTED.counter(registry, namespace, name);
    }

    /** @param status that was made of the input */
    public void looked(RouterGateway gateway, StatusInput input, RouterGatewayStatus status) {
        Seen last = seen.get(gateway.getMetadata().getUid());
        if (last == null) {
            begin(gateway);
        }
        GatewayLook before = last == null ? GatewayLook.before(input) : last.look();
        GatewayLook after = GatewayLook.of(input, status, before);
        Endings.between(before, after).forEach(it -> count(gateway, it));
        put(gateway, after);
    }

    /** A reconciliation has failed midway: only its conditions are known. */
    public void failed(RouterGateway gateway, RouterGatewayStatus status) {
        Seen last = seen.get(gateway.getMetadata().getUid());
        if (last != null) {
            put(gateway, last.look().failed(status));
        }
    }

    /** The gateway is gone. */
    public void forget(RouterGateway gateway) {
        seen.remove(gateway.getMetadata().getUid());
    }

    /** @param known whether a gateway, by namespace and name, is still looked after; the others are forgotten */
    public void retain(BiPredicate<String, String> known) {
        seen.values().removeIf(it -> !known.test(it.namespace(), it.name()));
    }

    /** Makes the rows of all gateways; to be called before the metrics are read. */
    public synchronized void refresh() {
        List<MultiGauge.Row<?>> ofConditions = new ArrayList<>();
        List<MultiGauge.Row<?>> ofPods = new ArrayList<>();
        for (Seen each : seen.values()) {
            each.look().conditions().forEach((type, isTrue) -> {
                Tags tags = OperatorMetric.GATEWAY_CONDITION.tags(each.namespace(), each.name(), type);
                ofConditions.add(MultiGauge.Row.of(tags, isTrue ? 1 : 0));
            });
            each.look().phases().forEach((phase, count) -> {
                Tags tags = OperatorMetric.GATEWAY_PODS.tags(each.namespace(), each.name(), phase);
                ofPods.add(MultiGauge.Row.of(tags, count));
            });
        }
        conditions.register(ofConditions, true);
        pods.register(ofPods, true);
    }

    private void put(RouterGateway gateway, GatewayLook look) {
        seen.put(
                gateway.getMetadata().getUid(),
                new Seen(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName(),
                        look));
    }

    private void count(RouterGateway gateway, Ending ending) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        switch (ending) {
            case Ending.OfRollout(var outcome, var took) ->
                OperatorMetric.ROLLOUT_DURATION.timer(registry, word(outcome)).record(took);
            case Ending.OfDrain(var outcome, var took) ->
                OperatorMetric.DRAIN_DURATION.timer(registry, word(outcome)).record(took);
            case Ending.Cut(var reason, var count) ->
                OperatorMetric.CUT
                        .counter(registry, namespace, name, word(reason))
                        .increment((double) count);
            case Ending.Restart(var cause) ->
                OperatorMetric.RESTARTS
                        .counter(registry, namespace, name, cause)
                        .increment();
            case Ending.Unaccounted _ ->
                OperatorMetric.UNACCOUNTED.counter(registry, namespace, name).increment();
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
