package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 35: a gateway that is deleted in the foreground drains like any other. Kubernetes judges its objects one by one, and stops as
 * soon as it has looked at the gateway itself: so any part of them is judged.
 */
class ForegroundDeletionTest {
    private static final int PATIENCE = 40;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void whateverPartOfItKubernetesJudgesEachPodDrainsAndNothingIsLeft(int seed) {
        Random random = new Random(seed);
        try (World world = new World()) {
            world.settle();

            deleteInForeground(world, _ -> seed == 0 || random.nextBoolean());
            endGateway(world);

            assertThat(world.kubelet().endedUndrained()).isEmpty();
            assertThat(world.garbage()
                            .all()
                            .map(it -> it.getKind() + " " + it.getMetadata().getName()))
                    .containsExactly("Secret openai");
        }
    }

    /** The mutant: the objects belong to the gateway alone, as those of earlier operators did. */
    @Test
    void withoutASecondOwnerPodsEndUndrained() {
        try (World world = new World()) {
            world.settle();
            world.garbage()
                    .all()
                    .filter(it -> it instanceof ConfigMap
                            && it.getMetadata().getName().equals("llm-accepted"))
                    .forEach(world.server()::remove);

            deleteInForeground(world, _ -> true);

            assertThat(world.kubelet().endedUndrained()).hasSize(3);
        }
    }

    private static void deleteInForeground(World world, Predicate<HasMetadata> isJudged) {
        RouterGateway gateway = world.gateway();
        world.server()
                .edit(
                        gateway,
                        """
                {"metadata":{"deletionTimestamp":"%s","finalizers":["%s","%s"]}}""".formatted(
                                        World.NOON.plusSeconds(300),
                                        SimulatedGarbageCollector.FOREGROUND,
                                        GatewayReconciler.FINALIZER),
                        "kubectl-delete");
        world.garbage().run(isJudged);
        world.server().edit(gateway, """
                {"metadata":{"finalizers":["%s"]}}""".formatted(GatewayReconciler.FINALIZER), "kube-controller-manager");
    }

    /** To the end, and what Kubernetes does then. */
    private static void endGateway(World world) {
        for (int i = 0; !world.cleanUp().gone(); i++) {
            assertThat(i).as("reconciliations").isLessThan(PATIENCE);
            world.kubelet().run();
            world.passes(Duration.ofSeconds(5));
        }
        world.server().remove(world.gateway());
        world.garbage().run(_ -> true);
    }
}
