package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.apiserver.Write;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows 35 and 36: a namespace in which the operator has lost its rights. */
class GatewaysInDeniedNamespacesTest {
    private static final String WHY = "not allowed to read pods in namespace ai";

    private final World world = new World();

    @BeforeEach
    void aServedGateway() {
        world.settle();
        world.server()
                .put(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("ai")
                                .endMetadata()
                                .build(),
                        "kubectl");
        finalizerIsThere();
        world.server().forgetWrites();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void isToldOfOnceInTheStatusOfItsGateways() {
        world.reconcileDenied(WHY);
        world.reconcileDenied(WHY);

        assertThat(writes()).isEqualTo("status RouterGateway llm");
        assertThat(world.conditions()).contains("Ready=False MissingRights", "Stalled=True MissingRights");
        assertThat(world.message("Stalled")).contains(WHY);
    }

    /** The operator was to look after all namespaces. */
    @Test
    void isToldOfInTheStatusOfTheGatewaysOfAllNamespaces() {
        RouterGateway other = Gateways.named("llm");
        other.getMetadata().setNamespace("search");
        world.server().put(other, "kubectl");
        world.server().forgetWrites();

        world.reconcileAllInDenied(WHY);
        world.reconcileAllInDenied(WHY);

        assertThat(writes()).isEqualTo("status RouterGateway llm, status RouterGateway llm");
        assertThat(world.server().all(RouterGateway.class))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.getStatus().conditions())
                        .anyMatch(condition -> condition.getMessage().contains(WHY)));
    }

    @Test
    void aGatewayInItThatIsDeletedWaitsForTheRightsAndSaysSo() {
        Given.gatewayIsDeleted().accept(world);

        world.reconcileDenied(WHY);

        assertThat(writes()).isEqualTo("status RouterGateway llm");
        assertThat(world.message("Stalled"))
                .contains("it goes when the rights are back and it has drained, or at 2026-11-21T12:31:30Z");
    }

    @Test
    void aGatewayInItThatIsDeletedGoesWhenItsTimeToDrainIsOver() {
        Given.gatewayIsDeleted().accept(world);
        world.passes(Duration.ofMinutes(32));

        world.reconcileDenied(WHY);

        assertThat(writes()).isEqualTo("patch RouterGateway llm");
        assertThat(world.gateway().getMetadata().getFinalizers()).containsExactly("somebody.else/waits");
    }

    @Test
    void theFinalizerIsRemovedAtOnceWhenTheNamespaceGoes() {
        Given.gatewayIsDeleted().accept(world);
        Given.isEdited(Namespace.class, "ai", "{\"metadata\":{\"deletionTimestamp\":\"2026-11-21T12:00:00Z\"}}")
                .accept(world);

        world.reconcileDenied(WHY);

        assertThat(writes()).isEqualTo("patch RouterGateway llm");
        assertThat(world.gateway().getMetadata().getFinalizers()).containsExactly("somebody.else/waits");
    }

    @Test
    void theFinalizerOfAGatewayThatStaysIsNeverRemoved() {
        Given.isEdited(Namespace.class, "ai", "{\"metadata\":{\"deletionTimestamp\":\"2026-11-21T12:00:00Z\"}}")
                .accept(world);
        world.passes(Duration.ofDays(1));

        world.reconcileDenied(WHY);

        assertThat(world.gateway().getMetadata().getFinalizers()).contains(GatewayReconciler.FINALIZER);
    }

    private String writes() {
        return String.join(
                ", ", world.server().writes().stream().map(Write::toString).toList());
    }

    private void finalizerIsThere() {
        world.server()
                .edit(
                        world.gateway(),
                        "{\"metadata\":{\"finalizers\":[\"" + GatewayReconciler.FINALIZER
                                + "\",\"somebody.else/waits\"]}}",
                        "sluicegate");
    }
}
