package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.apiserver.Write;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 35: what gateways leave that went without the operator. */
class LeftoverRecordsTest {
    private final World world = new World();

    @BeforeEach
    void aGateway() {
        world.settle();
        world.server().forgetWrites();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aGatewayWhoseFinalizerWasTakenOffLeavesNothing() {
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);

        world.runPeriodicTasks();
        world.garbage().run(_ -> true);

        assertThat(world.server().writes().stream().map(Write::toString))
                .containsExactly("delete ConfigMap llm-accepted");
        assertThat(world.garbage().all().map(it -> it.getMetadata().getName())).containsExactly("openai");
    }

    @Test
    void aGatewayThatIsThereKeepsItsRecord() {
        world.runPeriodicTasks();

        assertThat(world.server().writes()).isEmpty();
    }

    @Test
    void aGatewayThatTheWatchHasNotReportedYetKeepsItsRecord() {
        world.view().holdBack("RouterGateway llm");

        world.runPeriodicTasks();

        assertThat(world.server().writes()).isEmpty();
    }

    /** Until the operator has its rights again its pods serve on; then they are drained by Kubernetes. */
    @Test
    void aGatewayThatEndedWithoutRightsLeavesNothingOnceTheRightsAreBack() {
        world.server().deny("delete configmaps");
        world.server().edit(world.gateway(), """
                {"metadata":{"deletionTimestamp":"%s"}}""".formatted(World.NOON), "kubectl-delete");
        world.passes(Duration.ofHours(1));
        world.reconcileDenied("not allowed to read pods");
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);
        world.runPeriodicTasks();
        assertThat(world.server().all(Pod.class)).hasSize(3);

        world.server().allow("delete configmaps");
        world.runPeriodicTasks();
        world.garbage().run(_ -> true);

        assertThat(world.garbage().all().map(it -> it.getMetadata().getName())).containsExactly("openai");
    }

    @Test
    void aGatewayThatIsMadeAgainBeforeTakesOverWhatTheOneBeforeHasLeft() {
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);
        world.create("another-uid");

        world.runPeriodicTasks();
        world.reconcile();

        assertThat(world.server().writes()).noneMatch(it -> it.verb().equals("delete"));
        assertThat(world.conditions()).contains("Accepted=True Valid", "Available=True EnoughPodsOpen");
    }
}
