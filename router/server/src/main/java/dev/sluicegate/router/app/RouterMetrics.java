package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.forward.AttemptCounts;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.listen.RejectedConnections;
import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.runtime.ActiveConfig;
import dev.sluicegate.router.runtime.ConfigWatcher;
import dev.sluicegate.router.runtime.PolicyFactory;
import dev.sluicegate.router.telemetry.Label;
import dev.sluicegate.router.telemetry.Metric;
import dev.sluicegate.router.telemetry.RecordCounts;
import dev.sluicegate.router.tls.ServerTls;
import dev.sluicegate.router.tls.WatchedFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the parts of a router count as metrics. They are asked when somebody looks, and cost nothing before. What belongs to one
 * provider is in {@link UpstreamMetrics}, what belongs to one request in {@link dev.sluicegate.router.telemetry.RequestMetrics}.
 *
 * @param reload null for a router that follows no source of configs
 */
record RouterMetrics(
        Ledger ledger,
        ClientConnections connections,
        BodyBudget bodies,
        AttemptCounts attempts,
        PolicyFactory policies,
        RecordCounts records,
        Supplier<@Nullable ConfigWatcher> reload,
        Supplier<ActiveConfig> active) {

    /** The registry does not keep this object, but asks it as long as somebody else does. */
    void register(MeterRegistry registry) {
        carried(registry);
        connections(registry);
        configs(registry);
        files(registry);
        attempts(registry);
        Metric.BODIES_BYTES.gauge(registry, bodies, BodyBudget::held);
        Metric.BODIES_MAX_BYTES.gauge(registry, bodies, BodyBudget::most);
        Metric.BODIES_REFUSED.counter(registry, bodies, BodyBudget::refused);
        Metric.CACHE_ANSWERS.counter(registry, policies, PolicyFactory::cacheHits, "hit");
        Metric.CACHE_ANSWERS.counter(registry, policies, PolicyFactory::cacheMisses, "miss");
        Metric.LIMITS_STORE_UP.gauge(registry, policies, it -> it.isStoreUp() ? 1 : 0);
        Metric.LIMITS_STORE_MISSED.counter(registry, policies, PolicyFactory::storeMissed);
        for (RecordCounts.Kind kind : RecordCounts.Kind.values()) {
            Metric.RECORDS_DROPPED.counter(registry, records, it -> it.dropped(kind), Label.of(kind));
            Metric.RECORD_WRITES_FAILED.counter(registry, records, it -> it.failed(kind), Label.of(kind));
        }
    }

    private void carried(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            Metric.REQUESTS.counter(registry, ledger, it -> it.requests(outcome), Label.of(outcome));
            Metric.STREAMS.counter(registry, ledger, it -> it.streams(outcome), Label.of(outcome));
        }
        Metric.IN_FLIGHT.gauge(registry, ledger, it -> it.summary().requests(), "request");
        Metric.IN_FLIGHT.gauge(registry, ledger, it -> it.summary().streams(), "stream");
        Metric.IN_FLIGHT_OLDEST.gauge(registry, ledger, it -> it.summary().oldestAgeMs() / 1e3);
    }

    private void connections(MeterRegistry registry) {
        Metric.CONNECTIONS.gauge(registry, connections, ClientConnections::count);
        for (RejectedConnections.Reason reason : RejectedConnections.Reason.values()) {
            Metric.REFUSED.counter(registry, connections.refusals(), it -> it.count(reason), Label.of(reason));
        }
    }

    private void configs(MeterRegistry registry) {
        Metric.CONFIG_REFUSED.gauge(registry, this, it -> it.ofReload(found -> found.problem() == null ? 0 : 1));
        Metric.CONFIG_RELOADS.counter(registry, this, it -> it.ofReload(ConfigWatcher::applied), "applied");
        Metric.CONFIG_RELOADS.counter(registry, this, it -> it.ofReload(ConfigWatcher::refused), "refused");
    }

    private void files(MeterRegistry registry) {
        Metric.FILES_REFUSED.gauge(
                registry, this, it -> it.active.get().problems().size());
        Metric.CERTIFICATE_EXPIRES.gauge(registry, this, it -> {
            WatchedFiles<ServerTls> tls = it.active.get().loaded().listenerTls();
            return tls == null ? 0 : tls.value().expiresAt().getEpochSecond();
        });
    }

    private double ofReload(ToDoubleFunction<ConfigWatcher> value) {
        ConfigWatcher found = reload.get();
        return found == null ? 0 : value.applyAsDouble(found);
    }

    private void attempts(MeterRegistry registry) {
        Metric.ATTEMPTS.counter(registry, attempts, AttemptCounts::attempts);
        Metric.ATTEMPTS_FAILED.counter(registry, attempts, AttemptCounts::failedAttempts);
        Metric.HEDGES.counter(registry, attempts, AttemptCounts::hedges);
        Metric.HEDGES_WON.counter(registry, attempts, AttemptCounts::hedgesWon);
        Metric.QUEUED.counter(registry, attempts, AttemptCounts::queued);
    }
}
