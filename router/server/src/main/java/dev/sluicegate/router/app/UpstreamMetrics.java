package dev.sluicegate.router.app;

import dev.sluicegate.router.telemetry.Metric;
import dev.sluicegate.router.upstream.Ejector;
import dev.sluicegate.router.upstream.Upstream;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows the providers of the config in force as metrics. Used on one thread; what it registers is read by any. */
final class UpstreamMetrics {
    private final MeterRegistry registry;
    private final Supplier<Map<String, Upstream>> upstreams;
    private final Map<String, List<Meter>> meters = new HashMap<>();

    /** @param upstreams those of the config in force, by their names; asked each time somebody looks */
    UpstreamMetrics(MeterRegistry registry, Supplier<Map<String, Upstream>> upstreams) {
        this.registry = registry;
        this.upstreams = upstreams;
    }

    /** To be called when another config has come into force. */
    void follow() {
        Map<String, Upstream> now = upstreams.get();
        meters.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().forEach(registry::remove);
            }
            return gone;
        });
        now.keySet().forEach(name -> meters.computeIfAbsent(name, this::register));
    }

    private List<Meter> register(String name) {
        List<Meter> registered = new ArrayList<>();
        registered.add(gauge(Metric.UPSTREAM_IN_FLIGHT, name, Upstream::inFlight));
        registered.add(gauge(
                Metric.UPSTREAM_SERVERS,
                name,
                upstream -> upstream.openServers().size()));
        registered.add(gauge(Metric.UPSTREAM_WAITING, name, Upstream::waiting));
        registered.add(gauge(
                Metric.UPSTREAM_COOLING_DOWN,
                name,
                upstream -> upstream.coolingDown().size()));
        registered.add(gauge(
                Metric.UPSTREAM_REFUSED_FIELDS,
                name,
                upstream -> upstream.refusedFields().learned().values().stream()
                        .mapToInt(List::size)
                        .sum()));
        for (Ejector.Health health : Ejector.Health.values()) {
            registered.add(gauge(metric(health), name, upstream -> upstream.health() == health ? 1 : 0));
        }
        return registered;
    }

    private static Metric metric(Ejector.Health health) {
        return switch (health) {
            case WELL -> Metric.UPSTREAM_WELL;
            case EJECTED -> Metric.UPSTREAM_EJECTED;
            case PROBING -> Metric.UPSTREAM_PROBING;
        };
    }

    private Meter gauge(Metric metric, String name, ToDoubleFunction<Upstream> value) {
        return metric.gauge(
                registry,
                upstreams,
                it -> {
                    Upstream upstream = it.get().get(name);
                    return upstream == null ? 0 : value.applyAsDouble(upstream);
                },
                name);
    }
}
