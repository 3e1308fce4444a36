package dev.sluicegate.router.app;

import dev.sluicegate.router.account.KeySums;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.account.RequestSums;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.forward.AttemptCounts;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.listen.Listener;
import dev.sluicegate.router.listen.ListeningTransport;
import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.request.RequestPath;
import dev.sluicegate.router.runtime.ActiveConfig;
import dev.sluicegate.router.runtime.ActiveConfigs;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.runtime.PolicyFactory;
import dev.sluicegate.router.telemetry.AccessLog;
import dev.sluicegate.router.telemetry.LogSetup;
import dev.sluicegate.router.telemetry.RecentRequests;
import dev.sluicegate.router.telemetry.RecordCounts;
import dev.sluicegate.router.telemetry.RequestMetrics;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.LoadPoller;
import dev.sluicegate.router.upstream.service.ServerWatches;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The parts of one router, connected with each other. Nothing runs yet. */
final class RouterParts {
    final Vertx vertx;
    /** The event loop of the admin port and the drain, which carries no requests. */
    final Context control;

    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final RecordCounts records = new RecordCounts();
    final PolicyFactory policies = new PolicyFactory(new RequestMetrics(metrics), records);
    final Ledger ledger = new Ledger(System::nanoTime);
    final AttemptCounts attempts = new AttemptCounts();
    final RecentRequests recent = new RecentRequests(System::nanoTime);
    final RequestSums sums = new RequestSums();
    final KeySums keySums = new KeySums(Clock.systemUTC());
    final EventLoopMonitor eventLoops = new EventLoopMonitor(System::nanoTime);
    final ProcessVitals vitals = ProcessVitals.ofProcess();
    final BodyBudget bodies;
    final AccessLog accessLog;
    final TraceSwitch traces;
    final ClientConnections connections;
    final Listener listener;
    final DrainControl drain;
    final ActiveConfigs configs;
    final @Nullable Credential adminToken;
    final ServerWatches servers;
    final UpstreamMetrics upstreamMetrics;

    RouterParts(Vertx vertx, ListeningTransport transport, LoadedConfig.Ready loaded, BodyBudget bodies) {
        this.vertx = vertx;
        this.control = vertx.getOrCreateContext();
        this.bodies = bodies;
        this.adminToken = loaded.adminToken();
        LoadPoller poller = new LoadPoller(vertx, control);
        this.servers = ServerWatches.ofPod(control, System.getenv());
        this.configs = new ActiveConfigs(
                ActiveConfig.after(null, loaded, policies),
                ledger,
                System::nanoTime,
                upstream -> {
                    poller.start(upstream);
                    servers.start(upstream);
                },
                upstream -> {
                    servers.stop(upstream);
                    poller.stop(upstream);
                });
        this.upstreamMetrics =
                new UpstreamMetrics(metrics, () -> configs.current().runtime().upstreams());
        RouterConfig config = loaded.config();
        this.accessLog =
                new AccessLog(System.out, !LogSetup.isText(), config.logging().accessLog(), records);
        this.traces = new TraceSwitch(vertx, ledger, records, this::traceHeaders);
        this.connections = new ClientConnections(config.listener(), loaded.listenerTls());
        this.listener = new Listener(vertx, transport, connections);
        this.drain = new DrainControl(control, Clock.systemUTC(), config.drain(), listener, connections, ledger);
    }

    /** What the paths of requests share, on whichever event loop they are. */
    RequestPath.Shared shared() {
        return new RequestPath.Shared(ledger, () -> configs.current().runtime(), attempts, bodies, drain::notice);
    }

    private String traceHeaders() {
        Credential headers = configs.current().loaded().authFiles().traceHeaders();
        return headers == null ? "" : headers.value();
    }

    /** Reads the files again that the config names. Blocks. */
    @Nullable Void refreshFiles() {
        configs.current().refresh();
        if (adminToken != null) {
            adminToken.refresh();
        }
        return null;
    }

    /** Writes what is left of logs, spans and accounts. Blocks, for some seconds at most. */
    void flush() {
        accessLog.close();
        traces.close();
        policies.close();
    }
}
