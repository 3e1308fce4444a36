package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.reconcile.GatewayReconciler;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter.RateLimitState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    /** The Java Operator SDK's default has no limit, and is red here. */
    @Test
    void aGatewayThatChangesAllTheTimeIsReconciledSoOftenInASecondAndNoMore() {
        RateLimiter<RateLimitState> limiter = limiter();
        RateLimitState gateway = limiter.initState();

        // takes well below a second; on a machine that stands still in the middle it may be some
        long passed = IntStream.range(0, 100_000)
                .filter(_ -> limiter.isLimited(gateway).isEmpty())
                .count();

        assertThat(passed).isBetween((long) OperatorMain.MOST_A_SECOND, 100L * OperatorMain.MOST_A_SECOND);
    }

    @SuppressWarnings("unchecked") // a limiter makes the states that it takes
    private static RateLimiter<RateLimitState> limiter() {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            GatewayReconciler reconciler = new GatewayReconciler(
                    client,
                    "router",
                    new GatewayMetrics(new SimpleMeterRegistry()),
                    Clock.systemUTC(),
                    () -> true,
                    _ -> Optional.empty());
            ControllerConfiguration<RouterGateway> defaults =
                    new BaseConfigurationService().getConfigurationFor(reconciler);
            ControllerConfigurationOverrider<RouterGateway> controller =
                    ControllerConfigurationOverrider.override(defaults);
            OperatorMain.configure(controller, Set.of("ai"));
            return controller.build().getRateLimiter();
        }
    }
}
