package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 15: while there is no operator, pods of a proven revision that go come back by themselves, and nothing is lost. */
@ExtendWith(OnStage.class)
class OperatorAwayIT {
    private final Stage stage;

    OperatorAwayIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void podsThatAreDeletedAndANodeThatIsLeftAreHealedWithoutAnOperator() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 3).withEviction("Budget"));
        String revision = gateway.stableRevision();
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(8)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 10);
            stage.withoutOperator();

            Pod deleted = gateway.pods().getFirst();
            stage.deletesByHand(deleted.getMetadata().getName());
            stage.client().pods().resource(deleted).delete();
            awaitHealed(gateway, Set.of(deleted.getMetadata().getName()));
            leaveNode(gateway);

            Set<String> healed = names(gateway);
            Installation.scaleOperator(stage.client(), 1);
            gateway.awaitReady(Stage.PATIENCE);
            assertThat(names(gateway))
                    .as("the operator leaves alone what has healed")
                    .isEqualTo(healed);
            assertThat(gateway.stableRevision()).isEqualTo(revision);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(200, 30, 5, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }

    /** As {@code kubectl drain} does, for this gateway's pods alone: the provider may be on the same node. */
    private void leaveNode(LiveGateway gateway) {
        String node = gateway.pods().getFirst().getSpec().getNodeName();
        List<Pod> leaving = gateway.pods().stream()
                .filter(pod -> pod.getSpec().getNodeName().equals(node))
                .toList();
        Set<String> names =
                leaving.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
        names.forEach(stage::deletesByHand);
        stage.cluster().faults().cordon(node);
        try {
            for (Pod pod : leaving) {
                await("the budget allows to evict " + pod.getMetadata().getName())
                        .atMost(Stage.PATIENCE)
                        .until(() -> stage.client().pods().resource(pod).evict());
            }
            awaitHealed(gateway, names);
            assertThat(gateway.pods())
                    .noneMatch(pod -> pod.getSpec().getNodeName().equals(node));
        } finally {
            stage.cluster().faults().uncordon(node);
        }
    }

    private static void awaitHealed(LiveGateway gateway, Set<String> gone) {
        await("three other pods are ready").atMost(Stage.PATIENCE).until(() -> {
            List<Pod> pods = gateway.pods();
            return pods.size() == 3
                    && pods.stream()
                            .allMatch(pod -> Readiness.isPodReady(pod)
                                    && !gone.contains(pod.getMetadata().getName()));
        });
    }

    private static Set<String> names(LiveGateway gateway) {
        return gateway.pods().stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    }
}
