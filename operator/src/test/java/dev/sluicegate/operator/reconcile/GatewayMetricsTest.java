package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.telemetry.GatewayMetrics;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics of a gateway through its life. */
class GatewayMetricsTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aGatewayThatIsUpIsCountedWithItsPodsAndItsRollout() {
        world.settle();

        assertThat(condition("Ready")).isEqualTo(1);
        assertThat(condition("Stalled")).isZero();
        assertThat(pods("open")).isEqualTo(3);
        assertThat(pods("draining")).isZero();
        assertThat(ended("sluicegate.rollout.duration", "proven").count()).isEqualTo(1);
        assertThat(ended("sluicegate.rollout.duration", "proven").totalTime(TimeUnit.SECONDS))
                .isPositive();
    }

    @Test
    void aScaleInIsThreeDrainsThatWereCompleted() {
        world.settle();
        world.server().edit(world.gateway(), "{\"spec\":{\"replicas\":0}}", "kubectl");

        world.settle();

        assertThat(pods("open")).isZero();
        assertThat(ended("sluicegate.drain.duration", "completed").count()).isEqualTo(3);
        assertThat(world.registry().get("sluicegate.gateway.cut").counters())
                .as("counters, which are there before they count, so that their increase is seen")
                .hasSize(3)
                .allMatch(it -> it.count() == 0);
        assertThat(ended("sluicegate.drain.duration", "cut").count()).isZero();
    }

    @Test
    void aFaultShowsAsStalled() {
        world.settle();
        world.server().edit(world.the(Pod.class, podName()), """
                {"metadata":{"creationTimestamp":"yesterday"}}""", "somebody");

        world.reconcile();

        assertThat(condition("Stalled")).isEqualTo(1);
        assertThat(pods("open")).as("as far as was known").isEqualTo(3);
    }

    @Test
    void aGatewayThatIsNotLookedAfterAnyMoreIsNotExported() {
        world.settle();
        world.server().remove(world.gateway());
        world.runPeriodicTasks();

        assertThat(world.registry().find("sluicegate.gateway.condition").gauges())
                .isEmpty();
        assertThat(world.registry().find("sluicegate.gateway.pods").gauges()).isEmpty();
    }

    @Test
    void aGatewayThatWasMadeAnewUnderItsNameIsNotCountedAsTheOneBefore() {
        world.settle();
        for (int i = 0; i < 8; i++) {
            world.server().remove(world.gateway());
            world.create("uid-of-" + i);
            boolean isGood = i % 2 == 1;
            if (isGood) {
                world.server().put(World.secret("openai", "api-key", "c2VjcmV0"), "kubectl");
            } else {
                world.server().remove(world.the(Secret.class, "openai"));
            }
            world.reconcile();
            world.runPeriodicTasks();

            world.registry();
            assertThat(condition("Accepted")).as("gateway " + i).isEqualTo(isGood ? 1 : 0);
        }
    }

    /** Its last cuts are read before. */
    @Test
    void theCountersOfAGatewayThatIsGoneGoAfterAWhile() {
        world.settle();
        world.server().remove(world.gateway());
        world.runPeriodicTasks();
        world.passes(GatewayMetrics.KEPT);
        world.runPeriodicTasks();
        assertThat(world.registry().find("sluicegate.gateway.cut").counters()).hasSize(3);

        world.passes(Duration.ofSeconds(1));
        world.runPeriodicTasks();
        for (String name : List.of("cut", "restarts", "pods.unaccounted")) {
            assertThat(world.registry().find("sluicegate.gateway." + name).counters())
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void theCountersOfAGatewayThatIsThereAgainStay() {
        world.settle();
        world.server().remove(world.gateway());
        world.runPeriodicTasks();
        world.create("another");
        world.passes(GatewayMetrics.KEPT.plusSeconds(1));
        world.runPeriodicTasks();

        assertThat(world.registry().find("sluicegate.gateway.cut").counters()).hasSize(3);
    }

    /** Somebody has written since when its pods are out of the Service. */
    @Test
    void aDrainSinceATimeThatCannotBeTrueEndsAllTheSame() {
        world.settle();
        world.server().edit(world.gateway(), "{\"spec\":{\"replicas\":0}}", "kubectl");
        world.reconcile();
        world.server()
                .all(Pod.class)
                .forEach(it -> world.server()
                        .edit(
                                it,
                                "{\"metadata\":{\"annotations\":{\"sluicegate.dev/retired-at\":\"9999-12-31T23:59:59Z\"}}}",
                                "kubectl"));
        for (int i = 0; i < 6; i++) {
            world.reconcile();
            world.kubelet().run();
            world.passes(Duration.ofSeconds(5));
        }

        assertThat(condition("Stalled")).isZero();
        assertThat(ended("sluicegate.drain.duration", "completed").count()).isEqualTo(3);
    }

    private String podName() {
        return world.server().all(Pod.class).getFirst().getMetadata().getName();
    }

    private double condition(String type) {
        return gauge("sluicegate.gateway.condition", "condition", type);
    }

    private double pods(String phase) {
        return gauge("sluicegate.gateway.pods", "phase", phase);
    }

    private double gauge(String name, String label, String value) {
        RouterGateway gateway = world.gateway();
        Tags tags = Tags.of("namespace", gateway.getMetadata().getNamespace())
                .and("gateway", gateway.getMetadata().getName())
                .and(label, value);
        Gauge gauge = world.registry().get(name).tags(tags).gauge();
        return gauge.value();
    }

    private Timer ended(String name, String outcome) {
        MeterRegistry registry = world.registry();
        return registry.get(name).tag("outcome", outcome).timer();
    }
}
