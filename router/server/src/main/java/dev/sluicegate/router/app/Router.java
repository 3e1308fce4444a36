package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.admin.AdminServer;
import dev.sluicegate.router.admin.Reports;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.listen.ListeningTransport;
import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.request.RequestPath;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.ConfigWatcher;
import dev.sluicegate.router.runtime.LoadedConfig;
import dev.sluicegate.router.upstream.Credential;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running router, from its start to its end. Safe for any thread. */
public final class Router {
    private static final long SWEEP_MILLIS = 500;
    private static final long FILES_MILLIS = 1_000;
    private static final long CONFIGS_MILLIS = 1_000;

    private final RouterParts parts;
    private final PodIdentity pod;
    private final RouterControls controls;
    private final Reports reports;
    private final RouterMetrics routerMetrics;
    private volatile @Nullable ConfigWatcher watcher;
    private volatile boolean serving;
    private volatile int adminPort;

    private Router(RouterParts parts, PodIdentity pod) {
        this.parts = parts;
        this.pod = pod;
        this.controls = new RouterControls(this, parts, pod.revision());
        this.reports = new Reports(controls, () -> parts.configs.current().config());
        this.routerMetrics = new RouterMetrics(
                parts.ledger,
                parts.connections,
                parts.bodies,
                parts.attempts,
                parts.policies,
                parts.records,
                () -> watcher,
                parts.configs::current);
    }

    /** Starts a router; fails with a sentence if one of its ports is taken, and leaves nothing behind then. */
    public static Future<Router> start(LoadedConfig.Ready loaded, PodIdentity pod) {
        return start(loaded, pod, BodyBudget.ofThisHeap());
    }

    /**
     * The same with a memory of its own.
     *
     * @param bodies what the requests' bodies may take of the memory
     */
    public static Future<Router> start(LoadedConfig.Ready loaded, PodIdentity pod, BodyBudget bodies) {
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
        Router router = new Router(new RouterParts(vertx, transport, loaded, bodies), pod);
        return router.open(loops)
                .recover(e -> vertx.close().transform(_ -> Future.failedFuture(e)))
                .map(router);
    }

    private Future<?> open(int loops) {
        parts.ledger.onEnd(parts.policies::ended);
        parts.ledger.onEnd(parts.accessLog);
        parts.ledger.onEnd(parts.recent);
        // before the sums, by which an operator knows that there is something new to ask for
        parts.ledger.onEnd(parts.keySums);
        parts.ledger.onEnd(parts.sums);
        parts.traces.set(parts.configs.current().config().tracing());
        routerMetrics.register(parts.metrics);
        parts.upstreamMetrics.follow();
        startTimers();
        return onControlLoop(this::openAdmin)
                .compose(port -> {
                    adminPort = port;
                    return onControlLoop(() -> openListener(loops));
                })
                .onSuccess(_ -> {
                    serving = true;
                    // the JVM's own beans take longer than a request, which need not wait for them
                    parts.vertx.executeBlocking(() -> {
                        new JvmMemoryMetrics().bindTo(parts.metrics);
                        return serving;
                    });
                });
    }

    private void startTimers() {
        Vertx vertx = parts.vertx;
        vertx.setPeriodic(SWEEP_MILLIS, _ -> parts.connections.sweep());
        vertx.setPeriodic(ProcessVitals.SAMPLE_MILLIS, _ -> vertx.executeBlocking(parts.vitals::sample));
        vertx.setPeriodic(FILES_MILLIS, _ -> vertx.executeBlocking(parts::refreshFiles));
        parts.control.runOnContext(_ -> vertx.setPeriodic(CONFIGS_MILLIS, _ -> parts.configs.sweep()));
    }

    private Future<Integer> openAdmin() {
        Credential token = parts.adminToken;
        RouterConfig config = parts.configs.current().config();
        return new AdminServer(controls, reports, parts.metrics, token == null ? null : token::value, pod.uid())
                .listen(
                        parts.vertx,
                        config.listener().effectiveAddress(),
                        config.admin().port());
    }

    private Future<Integer> openListener(int loops) {
        RequestPath.Shared shared = parts.shared();
        return parts.listener.start(loops, () -> {
            parts.eventLoops.watch(parts.vertx);
            return new RequestPath(shared);
        });
    }

    private <T> Future<T> onControlLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        parts.control.runOnContext(
                _ -> Future.succeededFuture().compose(_ -> action.get()).onComplete(done));
        return done.future();
    }

    /**
     * Brings each new config of {@code source} into force from now on.
     *
     * @param known its bytes that are in force now
     */
    public void follow(ConfigSource source, byte[] known) {
        ConfigActivation activation = new ConfigActivation(parts);
        ConfigWatcher created = new ConfigWatcher(
                parts.control, source, known, () -> parts.configs.current().loaded(), activation::activate);
        watcher = created;
        parts.control.runOnContext(_ -> created.start());
    }

    /** Reads the config again, now. Fails with what is wrong with it; the old one stays in force then. */
    Future<Void> reload() {
        return following(ConfigWatcher::reload);
    }

    /** Has the watcher of its config do something. */
    Future<Void> following(Function<ConfigWatcher, Future<Void>> action) {
        ConfigWatcher following = watcher;
        return following == null
                ? Future.failedFuture("this router was not started from a file")
                : action.apply(following);
    }

    /** The reason why the newest config is not in force; null if it is. */
    @Nullable String configProblem() {
        ConfigWatcher following = watcher;
        return following == null ? null : following.problem();
    }

    /** Whether its ports are open. */
    boolean isServing() {
        return serving;
    }

    /** The port of the clients. */
    public int port() {
        return parts.listener.port();
    }

    /** The port of its management. */
    public int adminPort() {
        return adminPort;
    }

    /** The ledger of all requests. */
    public Ledger ledger() {
        return parts.ledger;
    }

    /** Drains as on SIGTERM, and completes when that is over. A second call changes nothing. */
    public Future<Void> terminate() {
        parts.drain.terminate();
        return parts.drain.exit();
    }

    /** The answer of {@code /diagnostics}, as one line of JSON. */
    Future<String> diagnostics() {
        return onControlLoop(() -> Future.succeededFuture(reports.diagnosticsLine()));
    }

    /** Writes what is left of logs, spans and accounts. Blocks, for some seconds at most. */
    void flush() {
        parts.flush();
    }

    /** Ends at once, whatever is in flight. */
    public Future<Void> close() {
        return parts.vertx.close().onComplete(_ -> flush());
    }
}
