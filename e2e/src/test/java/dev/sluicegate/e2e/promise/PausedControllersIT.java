package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 34: the controller-manager stands still while the operator removes a pod, and goes on from a view that is long out of date. Meanwhile a pod that
 * drains is not evicted, though what its budget knows of it is from before.
 */
@ExtendWith(OnStage.class)
class PausedControllersIT {
    private final Stage stage;

    PausedControllersIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void thePodThatWasRetiredGoesAndNoOther() {
        assumeThat(stage.cluster().faults().canStopComponents())
                .as(
                        "the controller-manager can be paused in %s",
                        stage.cluster().description())
                .isTrue();
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 3));
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(12)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 10);
            gateway.scale(2);
            // endpoints change only while it runs
            await("one pod has left the Service")
                    .atMost(Stage.PATIENCE)
                    .until(() -> withdrawn(gateway).size() == 1
                            && gateway.endpoints().size() == 2);
            Set<String> wanted = withdrawn(gateway);
            Set<String> all = names(gateway.pods());
            await("its budget knows it as ready").atMost(Stage.PATIENCE).until(() -> healthyDraining(gateway) == 1);
            stage.cluster().faults().pauseControllerManager();
            try {
                await("it is not ready")
                        .atMost(Stage.PATIENCE)
                        .until(() -> gateway.pods().stream()
                                .filter(RouterPods::isOff)
                                .noneMatch(Readiness::isPodReady));
                assertThat(healthyDraining(gateway))
                        .as("what its budget still knows")
                        .isEqualTo(1);
                gateway.pods().stream()
                        .filter(RouterPods::isOff)
                        .forEach(pod -> assertThat(
                                        stage.client().pods().resource(pod).evict())
                                .as("its eviction")
                                .isFalse());
                await("its seat is closed")
                        .atMost(Stage.PATIENCE)
                        .until(() -> seats(gateway).stream()
                                .anyMatch(seat -> seat.getSpec().getReplicas() == 0));
                assertThat(names(gateway.pods())).as("nobody ends pods now").isEqualTo(all);
            } finally {
                stage.cluster().faults().resumeControllerManager();
            }
            gateway.awaitReady(Stage.PATIENCE);

            assertThat(all).containsAll(names(gateway.pods()));
            assertThat(names(gateway.pods())).doesNotContainAnyElementsOf(wanted);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(200, 30, 5, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }

    private int healthyDraining(LiveGateway gateway) {
        return Optional.ofNullable(stage.client()
                        .policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(stage.namespace())
                        .withName(Names.drainingBudget(gateway.name()))
                        .get())
                .map(PodDisruptionBudget::getStatus)
                .map(PodDisruptionBudgetStatus::getCurrentHealthy)
                .orElse(0);
    }

    private static Set<String> withdrawn(LiveGateway gateway) {
        return names(gateway.pods().stream().filter(RouterPods::isOff).toList());
    }

    private static Set<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    }

    private List<ReplicaSet> seats(LiveGateway gateway) {
        return stage.client()
                .apps()
                .replicaSets()
                .inNamespace(stage.namespace())
                .withLabel(Names.GATEWAY, gateway.name())
                .list()
                .getItems();
    }
}
