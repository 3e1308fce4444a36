package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.LeanObjects;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.reconcile.GatewayPages;
import dev.sluicegate.operator.reconcile.GatewayReconciler;
import dev.sluicegate.operator.reconcile.GatewaysInDeniedNamespaces;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import dev.sluicegate.operator.telemetry.OperatorMetric;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's process.
 *
 * <p>Environment: {@code WATCH_NAMESPACES} (default: its own; {@code *}: all) or {@code WATCH_SELECTOR} (of labels of namespaces), {@code DEFAULT_ROUTER_IMAGE}, {@code PORT} of the probes and metrics
 * (default 8081), {@code POD_NAMESPACE} and {@code POD_NAME} (from the downward API),
 * {@code SLUICEGATE_DECISIONS} ({@code DEBUG} writes each decision with all that it was made on into the log; default off). Exit codes: 0 after SIGTERM, 1 when it cannot
 * start or has lost its lease.
 */
public final class OperatorMain {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);
    private static final Duration LAST_RECONCILIATIONS = Duration.ofSeconds(10);
    private static final Duration PERIOD = Duration.ofSeconds(15);

    /** The reconciliations of one gateway in a second: whoever goes on writing what is ours keeps the others waiting no more than that. */
    static final int MOST_A_SECOND = 10;

    private OperatorMain() {}

    public static void main(String[] args) {
        try {
            run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.error("cannot start: {}", e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            LOG.error("cannot start", e);
            System.exit(1);
        }
    }

    private static void run() throws IOException, InterruptedException {
        Fence fence = new Fence(Clock.systemUTC(), System::nanoTime, Leadership::overtaken);
        KubernetesClient client = client(fence);
        Settings settings =
                Settings.read(System.getenv(), Objects.requireNonNullElse(client.getNamespace(), "default"), release());
        LOG.info(
                "sluicegate operator {} namespaces={} router={}",
                release(),
                settings.namespaces(),
                settings.defaultRouterImage());
        WatchedNamespaces namespaces =
                new WatchedNamespaces(settings.namespaces().in(client), new NamespaceProbe(client));
        UnwatchedGateways unwatched =
                new UnwatchedGateways(namespaces::isWanted, each -> GatewayPages.ofCluster(client, each));
        Leadership leadership = new Leadership(client, settings, Clock.systemUTC());
        PrometheusMeterRegistry metrics = metrics(unwatched);
        GatewayMetrics gatewayMetrics = new GatewayMetrics(metrics);
        AtomicReference<@Nullable Operator> running = new AtomicReference<>();
        Probes probes = probes(settings, leadership, namespaces, running, metrics, gatewayMetrics);
        LOG.info("probes and metrics on port {}", probes.port());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(running.get(), leadership, probes, client), "shutdown"));
        GatewaysInDeniedNamespaces inDenied = new GatewaysInDeniedNamespaces(client, Clock.systemUTC());
        awaitOne(namespaces, inDenied);
        Operator operator = operator(client, leadership, metrics);
        GatewayReconciler reconciler = reconciler(client, settings, gatewayMetrics, fence, namespaces);
        RegisteredController<RouterGateway> controller =
                operator.register(reconciler, it -> configure(it, NamespaceChoice.forSdk(namespaces.served())));
        fence.putUp();
        operator.start();
        running.set(operator);
        LOG.info("started");
        Thread.ofPlatform()
                .daemon()
                .name("periodic-tasks")
                .start(() -> runPeriodicTasks(leadership, namespaces, unwatched, inDenied, reconciler, controller));
    }

    private static GatewayReconciler reconciler(
            KubernetesClient client,
            Settings settings,
            GatewayMetrics metrics,
            Fence fence,
            WatchedNamespaces namespaces) {
        return new GatewayReconciler(
                client,
                settings.defaultRouterImage(),
                metrics,
                Clock.systemUTC(),
                fence::isOpen,
                namespaces::keysDenied);
    }

    private static Probes probes(
            Settings settings,
            Leadership leadership,
            WatchedNamespaces namespaces,
            AtomicReference<@Nullable Operator> running,
            PrometheusMeterRegistry metrics,
            GatewayMetrics gatewayMetrics)
            throws IOException {
        ServedNamespaces gauges = new ServedNamespaces(metrics, namespaces);
        return new Probes(
                settings.port(),
                leadership::isAlive,
                () -> isReady(running.get()) || namespaces.wantsNone(),
                () -> Probes.health(namespaces),
                () -> {
                    gauges.refresh();
                    gatewayMetrics.refresh();
                    return metrics.scrape();
                });
    }

    private static KubernetesClient client(Fence fence) {
        // a POST names no field manager: the API server takes what stands before the slash
        Config config = Config.autoConfigure(null);
        config.setUserAgent(Names.FIELD_MANAGER + "/" + release());
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(LeanObjects.serialization())
                .withHttpClientBuilderConsumer(it -> it.addOrReplaceInterceptor("fence", fence))
                .build();
    }

    private static Operator operator(KubernetesClient client, Leadership leadership, PrometheusMeterRegistry metrics) {
        return new Operator(configuration -> configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withExecutorService(new ReconciliationConcurrency().executor())
                .withReconciliationTerminationTimeout(LAST_RECONCILIATIONS)
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics))
                .withLeaderElectionConfiguration(leadership.configuration()));
    }

    private static boolean isReady(@Nullable Operator operator) {
        return operator != null && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** Nothing can be done before one namespace can be looked after; the probes say why not. */
    private static void awaitOne(WatchedNamespaces namespaces, GatewaysInDeniedNamespaces inDenied)
            throws InterruptedException {
        namespaces.refresh();
        while (namespaces.served().isEmpty()) {
            namespaces.denied().forEach((namespace, why) -> reconcileDenied(inDenied, namespace, why));
            Thread.sleep(PERIOD);
            namespaces.refresh();
        }
    }

    /** For as long as the process lives. */
    private static void runPeriodicTasks(
            Leadership leadership,
            WatchedNamespaces namespaces,
            UnwatchedGateways unwatched,
            GatewaysInDeniedNamespaces inDenied,
            GatewayReconciler reconciler,
            RegisteredController<RouterGateway> controller) {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                leadership.look();
                unwatched.refresh();
                if (namespaces.refresh() && !namespaces.served().isEmpty()) {
                    LOG.info("looking after namespaces={}", namespaces.served());
                    controller.changeNamespaces(NamespaceChoice.forSdk(namespaces.served()));
                }
                if (leadership.isLeading()) {
                    namespaces.denied().forEach((namespace, why) -> reconcileDenied(inDenied, namespace, why));
                    reconciler.runPeriodicTasks();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a periodic task failed; it is tried again", e);
            }
        }
    }

    private static void reconcileDenied(GatewaysInDeniedNamespaces inDenied, String namespace, String why) {
        if (namespace.equals(NamespaceChoice.ALL)) {
            inDenied.reconcileAll(why);
        } else {
            inDenied.reconcile(namespace, why);
        }
    }

    static void configure(ControllerConfigurationOverrider<RouterGateway> controller, Set<String> namespaces) {
        controller
                .settingNamespaces(namespaces)
                .withInformerListLimit(Sources.LIST_PAGE)
                .withFieldManager(Names.FIELD_MANAGER)
                .withReconciliationMaxInterval(Duration.ofMinutes(5))
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), MOST_A_SECOND))
                .withRetry(new GenericRetry()
                        .setInitialInterval(500)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(30_000)
                        .withoutMaxAttempts());
    }

    /** In this order: no more decisions, then the lease, so that the next leader never overlaps. */
    private static void stop(
            @Nullable Operator operator, Leadership leadership, Probes probes, KubernetesClient client) {
        LOG.info("stopping");
        leadership.stopping();
        if (operator != null) {
            operator.stop();
        }
        leadership.release();
        probes.close();
        client.close();
        LOG.info("stopped");
    }

    private static PrometheusMeterRegistry metrics(UnwatchedGateways unwatched) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        Gauge.builder(OperatorMetric.GATEWAYS_UNWATCHED.key(), unwatched::count)
                .description(OperatorMetric.GATEWAYS_UNWATCHED.description())
                .register(registry);
        return registry;
    }

    private static String release() {
        return Objects.requireNonNullElse(OperatorMain.class.getPackage().getImplementationVersion(), "dev");
    }
}
