package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 18: an operator of another release, with another router as its default, takes over and leaves the router pods alone. */
@ExtendWith(OnStage.class)
class OperatorUpgradeIT {
    private final Stage stage;

    OperatorUpgradeIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theNextReleaseOfTheOperatorRestartsNoRouter() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 2).withImage(""));
        String revision = gateway.stableRevision();
        List<String> before = lives(gateway.pods());
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(6)))) {
            stage.upgradeOperator("next", stage.images().routerNext());
            // which the new operator alone can do
            gateway.scale(3);
            gateway.awaitReady(Stage.PATIENCE);

            assertThat(lives(gateway.pods())).hasSize(3).containsAll(before);
            assertThat(gateway.stableRevision()).isEqualTo(revision);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(100, 20, 2, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        } finally {
            stage.upgradeOperator("dev", stage.images().router());
        }
    }

    /** A restart would show in the number, another pod in the uid, another image in the name. */
    private static List<String> lives(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream()
                        .map(it -> pod.getMetadata().getUid() + " " + it.getImage() + " " + it.getRestartCount()))
                .toList();
    }
}
