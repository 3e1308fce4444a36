package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
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
