package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.apiserver.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 35: what gateways leave that went without the operator. */
class LeftRecordsTest {
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

        world.lookForLeftRecords();
        world.garbage().run(_ -> true);

        assertThat(world.server().writes().stream().map(Write::toString))
                .containsExactly("delete ConfigMap llm-accepted");
        assertThat(world.garbage().all().map(it -> it.getMetadata().getName())).containsExactly("openai");
    }

    @Test
    void aGatewayThatIsThereKeepsItsRecord() {
        world.lookForLeftRecords();

        assertThat(world.server().writes()).isEmpty();
    }

    @Test
    void aGatewayThatIsMadeAgainBeforeTakesOverWhatTheOneBeforeHasLeft() {
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);
        world.create("another-uid");

        world.lookForLeftRecords();
        world.reconcile();

        assertThat(world.server().writes()).noneMatch(it -> it.verb().equals("delete"));
        assertThat(world.conditions()).contains("Accepted=True Valid", "Available=True EnoughPodsOpen");
    }
}
