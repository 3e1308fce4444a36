package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.reconcile.GatewayReconciler;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's process.
 *
 * <p>Environment: {@code WATCH_NAMESPACES} (default: its own), {@code DEFAULT_ROUTER_IMAGE}, {@code PORT} of the probes and metrics
 * (default 8081), {@code POD_NAMESPACE} and {@code POD_NAME} (from the downward API). Exit codes: 0 after SIGTERM, 1 when it cannot
 * start or has lost its lease.
 */
public final class OperatorMain {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);
    private static final Duration LAST_RECONCILIATIONS = Duration.ofSeconds(10);
    private static final int CONCURRENT_RECONCILIATIONS = 50;

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

    private static void run() throws IOException {
        // a POST names no field manager: the API server takes what stands before the slash
        Config config = Config.autoConfigure(null);
        config.setUserAgent(Names.FIELD_MANAGER + "/" + release());
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        Settings settings =
                Settings.read(System.getenv(), Objects.requireNonNullElse(client.getNamespace(), "default"), release());
        LOG.info(
                "sluicegate operator {} namespaces={} router={}",
                release(),
                settings.namespaces(),
                settings.defaultRouterImage());
        Optional<String> problem = Preflight.problem(client, settings);
        if (problem.isPresent()) {
            throw new IllegalStateException(problem.get());
        }
        PrometheusMeterRegistry metrics = metrics();
        Leadership leadership = new Leadership(client, settings, Clock.systemUTC());
        Operator operator = new Operator(configuration -> configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withConcurrentReconciliationThreads(CONCURRENT_RECONCILIATIONS)
                .withReconciliationTerminationTimeout(LAST_RECONCILIATIONS)
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics))
                .withLeaderElectionConfiguration(leadership.configuration()));
        operator.register(
                new GatewayReconciler(client, settings.defaultRouterImage(), Clock.systemUTC()),
                controller -> configure(controller, settings));
        AtomicBoolean started = new AtomicBoolean();
        Probes probes = new Probes(
                settings.port(),
                leadership::isAlive,
                () -> started.get() && operator.getRuntimeInfo().allEventSourcesAreHealthy(),
                metrics::scrape);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(operator, leadership, probes, client), "shutdown"));
        operator.start();
        started.set(true);
        LOG.info("started; probes and metrics on port {}", probes.port());
    }

    private static void configure(ControllerConfigurationOverrider<RouterGateway> controller, Settings settings) {
        controller
                .settingNamespaces(settings.namespaces())
                .withFieldManager(Names.FIELD_MANAGER)
                .withReconciliationMaxInterval(Duration.ofMinutes(5))
                .withRetry(new GenericRetry()
                        .setInitialInterval(500)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(30_000)
                        .withoutMaxAttempts());
    }

    /** In this order: no more decisions, then the lease, so that the next leader never overlaps. */
    private static void stop(Operator operator, Leadership leadership, Probes probes, KubernetesClient client) {
        LOG.info("stopping");
        leadership.stopping();
        operator.stop();
        leadership.release();
        probes.close();
        client.close();
        LOG.info("stopped");
    }

    private static PrometheusMeterRegistry metrics() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        return registry;
    }

    private static String release() {
        return Objects.requireNonNullElse(OperatorMain.class.getPackage().getImplementationVersion(), "dev");
    }
}
