package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.account.LedgerMetrics;
import dev.sluicegate.router.admin.AdminServer;
import dev.sluicegate.router.admin.Controls;
import dev.sluicegate.router.admin.Reports;
import dev.sluicegate.router.adminapi.DrainRequest;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.drain.DrainMachine;
import dev.sluicegate.router.http.ClientConnections;
import dev.sluicegate.router.http.ClientRequests;
import dev.sluicegate.router.http.Listener;
import dev.sluicegate.router.http.ListeningTransport;
import dev.sluicegate.router.http.Refusals;
import dev.sluicegate.router.http.Serving;
import dev.sluicegate.router.routing.RoutingTable;
import dev.sluicegate.router.stream.AttemptCounts;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.Upstream;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running router: all parts, put together. */
public final class Router {
    private static final long SWEEP_MILLIS = 500;
    private static final long CREDENTIALS_MILLIS = 5_000;

    private final Vertx vertx;
    private final Preparation.Ready prepared;
    private final String revision;
    private final Instant startedAt = Instant.now();
    private final Ledger ledger = new Ledger(System::nanoTime);
    private final ClientConnections connections;
    private final AttemptCounts attempts = new AttemptCounts();
    private final Heartbeats heartbeats = new Heartbeats();
    private final Listener listener;
    private final DrainControl drain;
    private final Context control;
    private final Controls controls = new ControlsOfThis();
    private final Reports reports;
    private volatile @Nullable Governance governance;
    private volatile @Nullable Serving serves;
    private volatile boolean serving;
    private volatile int adminPort;

    private Router(Vertx vertx, ListeningTransport transport, Preparation.Ready prepared, String revision) {
        this.vertx = vertx;
        this.prepared = prepared;
        this.revision = revision;
        this.control = vertx.getOrCreateContext();
        this.reports = new Reports(controls, prepared.config());
        RouterConfig config = prepared.config();
        this.connections = new ClientConnections(config.listener());
        this.listener = new Listener(vertx, transport, connections);
        this.drain = new DrainControl(
                control,
                Clock.systemUTC(),
                config.drain().settle(),
                new DrainMachine(config.drain().settle(), config.drain().terminationBudget()),
                listener,
                connections,
                ledger);
    }

    /** Starts a router; fails with a sentence if one of its ports is taken, and leaves nothing behind then. */
    static Future<Router> start(Preparation.Ready prepared, String revision) {
        int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
        ListeningTransport transport = new ListeningTransport();
        Vertx vertx = Vertx.builder()
                .withTransport(transport.forVertx())
                .with(new VertxOptions()
                        // one more for the admin port and the drain, so that no load keeps them from answering
                        .setEventLoopPoolSize(loops + 1)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .build();
        Router router = new Router(vertx, transport, prepared, revision);
        return router.open(loops)
                .recover(e -> vertx.close().transform(_ -> Future.failedFuture(e)))
                .map(router);
    }

    private Future<?> open(int loops) {
        RouterConfig config = prepared.config();
        Map<String, Upstream> upstreams = upstreams(config);
        PrometheusMeterRegistry metrics = metrics(upstreams);
        Governance governing = new Governance(metrics);
        governance = governing;
        ledger.onEnd(governing::ended);
        serves = new Serving(
                config,
                prepared.hash(),
                RoutingTable.of(config),
                upstreams,
                governing.of(config, prepared.authFiles()));
        ClientRequests.Shared shared = new ClientRequests.Shared(
                connections, ledger, () -> Objects.requireNonNull(serves), attempts, drain::notice);
        vertx.setPeriodic(SWEEP_MILLIS, _ -> connections.sweep());
        vertx.setPeriodic(CREDENTIALS_MILLIS, _ -> vertx.executeBlocking(this::refreshCredentials));
        return onControlLoop(() -> openAdmin(metrics))
                .compose(port -> {
                    adminPort = port;
                    return listener.start(loops, () -> {
                        heartbeats.watch(vertx);
                        return new ClientRequests(shared);
                    });
                })
                .onSuccess(_ -> serving = true);
    }

    private Future<Integer> openAdmin(PrometheusMeterRegistry metrics) {
        Credential token = prepared.adminToken();
        return new AdminServer(controls, reports, metrics, token == null ? null : token::value)
                .listen(vertx, prepared.config().admin().port());
    }

    private <T> Future<T> onControlLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        control.runOnContext(
                _ -> Future.succeededFuture().compose(_ -> action.get()).onComplete(done));
        return done.future();
    }

    private Map<String, Upstream> upstreams(RouterConfig config) {
        Map<String, Upstream> upstreams = new HashMap<>();
        for (RouterConfig.Provider provider : config.providers()) {
            upstreams.put(
                    provider.name(),
                    new Upstream(provider, prepared.credentials().get(provider.name())));
        }
        return Map.copyOf(upstreams);
    }

    private PrometheusMeterRegistry metrics(Map<String, Upstream> upstreams) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LedgerMetrics.register(ledger, registry);
        Gauge.builder("sluicegate.connections", connections, ClientConnections::count)
                .description("Connections of clients")
                .register(registry);
        for (Refusals.Reason reason : Refusals.Reason.values()) {
            FunctionCounter.builder("sluicegate.refused", connections.refusals(), it -> it.count(reason))
                    .description("Connections that were ended before what came on them was a request")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        upstreams.forEach(
                (name, upstream) -> Gauge.builder("sluicegate.upstream.in.flight", upstream, Upstream::inFlight)
                        .description("Requests and streams that a provider is working on")
                        .tag("provider", name)
                        .register(registry));
        new JvmMemoryMetrics().bindTo(registry);
        return registry;
    }

    private @Nullable Void refreshCredentials() {
        prepared.credentials().values().forEach(Credential::refresh);
        if (prepared.adminToken() != null) {
            prepared.adminToken().refresh();
        }
        prepared.authFiles().refresh();
        return null;
    }

    /** Where clients come in. */
    public int port() {
        return listener.port();
    }

    public int adminPort() {
        return adminPort;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Drains as on SIGTERM, and completes when that is over. A second call changes nothing. */
    public Future<Void> terminate() {
        drain.terminate();
        return drain.exit();
    }

    /** What {@code /diagnostics} answers, as one line of JSON. */
    Future<String> diagnostics() {
        return onControlLoop(() -> Future.succeededFuture(reports.diagnosticsLine()));
    }

    /** Writes what is left of the accounts. Blocks, for some seconds at most. */
    void closeAccounts() {
        Governance governing = governance;
        if (governing != null) {
            governing.close();
        }
    }

    /** Ends at once, whatever is in flight. */
    public Future<Void> close() {
        return vertx.close().onComplete(_ -> closeAccounts());
    }

    private RouterStatus.Phase phase() {
        return switch (drain.phase()) {
            case OPEN -> serving ? RouterStatus.Phase.SERVING : RouterStatus.Phase.STARTING;
            case SETTLING, FINISHING, CUTTING -> RouterStatus.Phase.DRAINING;
            case DRAINED -> RouterStatus.Phase.DRAINED;
        };
    }

    private final class ControlsOfThis implements Controls {
        @Override
        public boolean isAlive() {
            return heartbeats.allBeat();
        }

        @Override
        public boolean isReady() {
            return serving && drain.isReady();
        }

        @Override
        public RouterStatus status() {
            return new RouterStatus(
                    Version.VALUE,
                    revision,
                    prepared.hash(),
                    phase(),
                    startedAt,
                    ledger.summary(),
                    drain.status(),
                    ledger.outcomes(),
                    null);
        }

        @Override
        public void startDrain(DrainRequest request) {
            drain.start(request);
        }

        @Override
        public boolean reopen() {
            return drain.reopen();
        }

        @Override
        public Future<Void> awaitDrained() {
            return drain.await();
        }

        @Override
        public int connections() {
            return connections.count();
        }

        @Override
        public List<String> problems() {
            Governance governing = governance;
            return governing == null ? List.of() : governing.problems();
        }

        @Override
        public long clearCache() {
            Governance governing = governance;
            return governing == null ? 0 : governing.clearCache();
        }

        @Override
        public Map<String, ?> keys() {
            return prepared.authFiles().report();
        }
    }
}
