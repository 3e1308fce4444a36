package dev.sluicegate.operator.telemetry;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.status.CountedEvent;
import dev.sluicegate.operator.status.CountedEvent.CutReason;
import dev.sluicegate.operator.status.CountedEvent.DrainOutcome;
import dev.sluicegate.operator.status.CountedEvent.RolloutOutcome;
import dev.sluicegate.operator.status.CountedEvents;
import dev.sluicegate.operator.status.GatewaySnapshot;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** The metrics of gateways: what each was last seen to be, and what has come to its end since this process looks. Safe for any thread, one gateway at a time. */
public final class GatewayMetrics {
    /** For so long the counters of a gateway that is gone can still be read: whoever reads them each minute has read its last cuts. */
    public static final Duration KEPT = Duration.ofMinutes(15);

    private record Seen(String namespace, String name, GatewaySnapshot snapshot) {
        boolean isOf(Name other) {
            return namespace.equals(other.namespace) && name.equals(other.gateway);
        }
    }

    private record Name(String namespace, String gateway) {
        static Name of(RouterGateway gateway) {
            return new Name(
                    gateway.getMetadata().getNamespace(), gateway.getMetadata().getName());
        }
    }

    private final MeterRegistry registry;
    private final MultiGauge conditions;
    private final MultiGauge pods;
    /** By the uid. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    /** All that have counters, with the time since which each is gone; {@link Instant#MAX} while it is there. */
    private final Map<Name, Instant> counted = new ConcurrentHashMap<>();

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
        counted.put(Name.of(gateway), Instant.MAX);
        // an earlier one of this name may have gone without a word to us
        seen.values().removeIf(it -> it.isOf(Name.of(gateway)));
        for (CutReason reason : CutReason.values()) {
            OperatorMetric.CUT.counter(registry, namespace, name, word(reason));
        }
        CountedEvent.Restart.causes().forEach(it -> OperatorMetric.RESTARTS.counter(registry, namespace, name, it));
        OperatorMetric.UNACCOUNTED.counter(registry, namespace, name);
    }

    /** @param status that was made of the input */
    public void observed(RouterGateway gateway, StatusInput input, RouterGatewayStatus status) {
        Seen last = seen.get(gateway.getMetadata().getUid());
        if (last == null) {
            begin(gateway);
        }
        GatewaySnapshot before = last == null ? GatewaySnapshot.before(input) : last.snapshot();
        GatewaySnapshot after = GatewaySnapshot.of(input, status, before);
        CountedEvents.between(before, after).forEach(it -> count(gateway, it));
        put(gateway, after);
    }

    /** A reconciliation has failed midway: only its conditions are known. */
    public void failed(RouterGateway gateway, RouterGatewayStatus status) {
        Seen last = seen.get(gateway.getMetadata().getUid());
        if (last != null) {
            put(gateway, last.snapshot().failed(status));
        }
    }

    /** The gateway is gone. */
    public void forget(RouterGateway gateway) {
        seen.remove(gateway.getMetadata().getUid());
    }

    /** @param known whether a gateway, by namespace and name, is still looked after; the others are forgotten, and after {@link #KEPT} their counters too */
    public void retain(BiPredicate<String, String> known, Instant now) {
        seen.values().removeIf(it -> !known.test(it.namespace(), it.name()));
        counted.replaceAll((name, gone) ->
                known.test(name.namespace, name.gateway) ? Instant.MAX : gone.equals(Instant.MAX) ? now : gone);
        counted.forEach((name, gone) -> {
            if (gone.isBefore(now.minus(KEPT)) && counted.remove(name, gone)) {
                end(name);
            }
        });
    }

    private void end(Name name) {
        Stream.of(OperatorMetric.CUT, OperatorMetric.RESTARTS, OperatorMetric.UNACCOUNTED)
                .flatMap(it ->
                        registry
                                .find(it.key())
                                .tags("namespace", name.namespace, "gateway", name.gateway)
                                .counters()
                                .stream())
                .forEach(registry::remove);
    }

    /** Makes the rows of all gateways; to be called before the metrics are read. */
    public synchronized void refresh() {
        List<MultiGauge.Row<?>> ofConditions = new ArrayList<>();
        List<MultiGauge.Row<?>> ofPods = new ArrayList<>();
        for (Seen each : seen.values()) {
            each.snapshot().conditions().forEach((type, isTrue) -> {
                Tags tags = OperatorMetric.GATEWAY_CONDITION.tags(each.namespace(), each.name(), type);
                ofConditions.add(MultiGauge.Row.of(tags, isTrue ? 1 : 0));
            });
            each.snapshot().phases().forEach((phase, count) -> {
                Tags tags = OperatorMetric.GATEWAY_PODS.tags(each.namespace(), each.name(), phase);
                ofPods.add(MultiGauge.Row.of(tags, count));
            });
        }
        conditions.register(ofConditions, true);
        pods.register(ofPods, true);
    }

    private void put(RouterGateway gateway, GatewaySnapshot snapshot) {
        seen.put(
                gateway.getMetadata().getUid(),
                new Seen(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName(),
                        snapshot));
    }

    private void count(RouterGateway gateway, CountedEvent event) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        switch (event) {
            case CountedEvent.RolloutEnded(var outcome, var took) ->
                OperatorMetric.ROLLOUT_DURATION.timer(registry, word(outcome)).record(took);
            case CountedEvent.DrainEnded(var outcome, var took) ->
                OperatorMetric.DRAIN_DURATION.timer(registry, word(outcome)).record(took);
            case CountedEvent.Cut(var reason, var count) ->
                OperatorMetric.CUT
                        .counter(registry, namespace, name, word(reason))
                        .increment((double) count);
            case CountedEvent.Restart(var cause) ->
                OperatorMetric.RESTARTS
                        .counter(registry, namespace, name, cause)
                        .increment();
            case CountedEvent.Unaccounted _ ->
                OperatorMetric.UNACCOUNTED.counter(registry, namespace, name).increment();
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
