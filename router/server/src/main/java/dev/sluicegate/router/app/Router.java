package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.admin.AdminServer;
import dev.sluicegate.router.admin.Controls;
import dev.sluicegate.router.admin.LogLevel;
import dev.sluicegate.router.admin.Reports;
import dev.sluicegate.router.adminapi.DrainRequest;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.config.Logging;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.Tracing;
import dev.sluicegate.router.forward.AttemptCounts;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.listen.Listener;
import dev.sluicegate.router.listen.ListeningTransport;
import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.request.ClientRequests;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.Generation;
import dev.sluicegate.router.runtime.Generations;
import dev.sluicegate.router.runtime.Governance;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.runtime.Reload;
import dev.sluicegate.router.telemetry.AccessLog;
import dev.sluicegate.router.telemetry.Label;
import dev.sluicegate.router.telemetry.LogSetup;
import dev.sluicegate.router.telemetry.RecentRequests;
import dev.sluicegate.router.telemetry.RecordCounts;
import dev.sluicegate.router.telemetry.RequestMetrics;
import dev.sluicegate.router.telemetry.Traces;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.LoadPoller;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router: all parts, put together. */
public final class Router {
    private static final long SWEEP_MILLIS = 500;
    private static final long CREDENTIALS_MILLIS = 5_000;
    private static final long GENERATIONS_MILLIS = 1_000;
    private static final long LAST_SPANS_MILLIS = 60_000;
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final Vertx vertx;
    private final String revision;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RecordCounts records = new RecordCounts();
    private final Governance governance = new Governance(new RequestMetrics(metrics), records);
    private final Instant startedAt = Instant.now();
    private final Ledger ledger = new Ledger(System::nanoTime);
    private final ClientConnections connections;
    private final AttemptCounts attempts = new AttemptCounts();
    private final BodyBudget bodies;
    private final RecentRequests recent = new RecentRequests(System::nanoTime);
    private final Heartbeats heartbeats = new Heartbeats();
    private final AccessLog accessLog;
    private final Listener listener;
    private final DrainControl drain;
    private final Context control;
    private final Controls controls = new ControlsOfThis();
    private final Reports reports;
    private final Generations generations;
    private final @Nullable Credential adminToken;
    private final RouterMetrics routerMetrics;
    private final UpstreamMetrics upstreamMetrics;
    private volatile @Nullable Reload reload;
    private volatile @Nullable Traces traces;
    private volatile boolean serving;
    private volatile int adminPort;

    private Router(
            Vertx vertx,
            ListeningTransport transport,
            LoadedConfig.Ready prepared,
            String revision,
            BodyBudget bodies) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.revision = revision;
        this.control = vertx.getOrCreateContext();
        this.adminToken = prepared.adminToken();
        LoadPoller poller = new LoadPoller(vertx, control);
        this.generations = new Generations(
                Generation.after(null, prepared, governance), ledger, System::nanoTime, poller::comes, poller::goes);
        this.upstreamMetrics = new UpstreamMetrics(
                metrics, () -> generations.current().serving().upstreams());
        this.reports = new Reports(controls, () -> generations.current().config());
        RouterConfig config = prepared.config();
        this.accessLog =
                new AccessLog(System.out, !LogSetup.isText(), config.logging().accessLog(), records);
        this.connections = new ClientConnections(config.listener());
        this.listener = new Listener(vertx, transport, connections);
        this.routerMetrics =
                new RouterMetrics(ledger, connections, bodies, attempts, governance, records, () -> reload);
        this.drain = new DrainControl(control, Clock.systemUTC(), config.drain(), listener, connections, ledger);
    }

    /** Starts a router; fails with a sentence if one of its ports is taken, and leaves nothing behind then. */
    public static Future<Router> start(LoadedConfig.Ready prepared, String revision) {
        return start(prepared, revision, BodyBudget.ofThisHeap());
    }

    /** @param bodies what the requests' bodies may take of the memory */
    public static Future<Router> start(LoadedConfig.Ready prepared, String revision, BodyBudget bodies) {
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
        Router router = new Router(vertx, transport, prepared, revision, bodies);
        return router.open(loops)
                .recover(e -> vertx.close().transform(_ -> Future.failedFuture(e)))
                .map(router);
    }

    private Future<?> open(int loops) {
        ledger.onEnd(governance::ended);
        ledger.onEnd(accessLog);
        ledger.onEnd(recent);
        trace(generations.current().config().tracing());
        routerMetrics.register(metrics);
        upstreamMetrics.follow();
        ClientRequests.Shared shared = new ClientRequests.Shared(
                connections, ledger, () -> generations.current().serving(), attempts, bodies, drain::notice);
        vertx.setPeriodic(SWEEP_MILLIS, _ -> connections.sweep());
        vertx.setPeriodic(CREDENTIALS_MILLIS, _ -> vertx.executeBlocking(this::refreshFiles));
        control.runOnContext(_ -> vertx.setPeriodic(GENERATIONS_MILLIS, _ -> generations.sweep()));
        return onControlLoop(this::openAdmin)
                .compose(port -> {
                    adminPort = port;
                    return onControlLoop(() -> listener.start(loops, () -> {
                        heartbeats.watch(vertx);
                        return new ClientRequests(shared);
                    }));
                })
                .onSuccess(_ -> {
                    serving = true;
                    // the JVM's own beans take longer than a request, which need not wait for them
                    vertx.executeBlocking(() -> {
                        new JvmMemoryMetrics().bindTo(metrics);
                        return serving;
                    });
                });
    }

    private Future<Integer> openAdmin() {
        Credential token = adminToken;
        return new AdminServer(controls, reports, metrics, token == null ? null : token::value)
                .listen(vertx, generations.current().config().admin().port());
    }

    private <T> Future<T> onControlLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        control.runOnContext(
                _ -> Future.succeededFuture().compose(_ -> action.get()).onComplete(done));
        return done.future();
    }

    private @Nullable Void refreshFiles() {
        generations.current().refresh();
        if (adminToken != null) {
            adminToken.refresh();
        }
        return null;
    }

    /**
     * Brings each new config of {@code source} into force from now on.
     *
     * @param known its bytes that are in force now
     */
    public void follow(ConfigSource source, byte[] known) {
        Reload created = new Reload(control, source, known, this::apply);
        reload = created;
        control.runOnContext(_ -> created.watch());
    }

    /** Reads the config again, now. Fails with what is wrong with it; the old one stays in force then. */
    Future<Void> reload() {
        Reload following = reload;
        return following == null ? Future.failedFuture("this router was not started from a file") : following.now();
    }

    /** On the control loop. */
    private Future<Void> apply(LoadedConfig.Ready next) {
        RouterConfig before = generations.current().config();
        RouterConfig config = next.config();
        return drain.inTurn(
                        () -> listener.change(config.listener(), config.drain().settle()))
                .recover(e -> vertx.executeBlocking(() -> TakenPort.problem(
                                "listener.port", config.listener().port(), e))
                        .compose(Future::failedFuture))
                .compose(_ -> {
                    Generation generation = Generation.after(generations.current(), next, governance);
                    generations.replace(generation);
                    upstreamMetrics.follow();
                    drain.rules(config.drain());
                    follow(before.logging(), config.logging());
                    trace(config.tracing());
                    say(before, next);
                    return vertx.executeBlocking(this::refreshFiles);
                });
    }

    private void trace(@Nullable Tracing wanted) {
        Traces before = traces;
        if (Objects.equals(wanted, before == null ? null : before.config())) {
            return;
        }
        Traces now = wanted == null ? null : new Traces(wanted, Version.VALUE, records);
        ledger.tracer(now);
        traces = now;
        if (before != null) {
            // requests that began under it still end, for a while
            vertx.setTimer(
                    LAST_SPANS_MILLIS,
                    _ -> vertx.executeBlocking(() -> {
                        before.close();
                        return before;
                    }));
        }
    }

    /** A level that was set by hand stays as long as the config's does. */
    private void follow(Logging before, Logging now) {
        accessLog.enable(now.accessLog());
        if (before.level() != now.level()) {
            LogLevel.set(now.level());
        }
    }

    private static void say(RouterConfig before, LoadedConfig.Ready next) {
        log.atInfo().addKeyValue("configHash", next.hash()).log("a new config is in force");
        if (!next.config().admin().equals(before.admin())) {
            log.atWarn().log("admin.port and admin.token have changed; they need a restart of the router");
        }
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
        accessLog.close();
        Traces last = traces;
        if (last != null) {
            last.close();
        }
        governance.close();
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
                    generations.current().serving().hash(),
                    phase(),
                    startedAt,
                    ledger.summary(),
                    drain.status(),
                    ledger.outcomes(),
                    reload == null ? null : reload.problem());
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
        public Future<Void> reload() {
            return Router.this.reload();
        }

        @Override
        public int connections() {
            return connections.count();
        }

        @Override
        public Map<String, ?> bodies() {
            return Map.of("heldBytes", bodies.held(), "maxBytes", bodies.most(), "refused", bodies.refused());
        }

        @Override
        public List<String> problems() {
            return governance.problems();
        }

        @Override
        public RecentRequests.Minute lastMinute() {
            return recent.lastMinute();
        }

        @Override
        public List<Map<String, Object>> recentFailures() {
            return recent.failures();
        }

        @Override
        public Map<String, ?> upstreams() {
            Map<String, Object> upstreams = new TreeMap<>();
            generations
                    .current()
                    .serving()
                    .upstreams()
                    .forEach((name, upstream) -> upstreams.put(
                            name,
                            Map.of(
                                    "state",
                                    Label.of(upstream.health()),
                                    "inFlight",
                                    upstream.inFlight(),
                                    "waiting",
                                    upstream.waiting())));
            return upstreams;
        }

        @Override
        public long clearCache() {
            return governance.clearCache();
        }

        @Override
        public Map<String, ?> keys() {
            return generations.current().prepared().authFiles().report();
        }
    }
}
