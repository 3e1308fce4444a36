package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 6 and 19: a gateway with one pod is rolled, and then deleted in the middle of a roll. */
@ExtendWith(OnStage.class)
class OneReplicaIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(150, 50, 20, Map.of());

    private final Stage stage;

    OneReplicaIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void oneReplicaIsRolledAndThenDeletedInTheMiddleOfARollWithoutLosingAnything() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(15)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 20);
            String before = gateway.stableRevision();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 50);

            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"8Mi\"}}}");
            await("the roll to begin")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().size() > 1);
            // a deleted gateway takes no new requests, but what it has taken it finishes
            load.stopStarting();
            assertThat(load.progress().openStreams()).isPositive();
            gateway.delete();
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);
            gateway.awaitGone(Stage.PATIENCE);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            await("the children to go").atMost(Stage.PATIENCE).untilAsserted(() -> {
                assertThat(stage.client()
                                .services()
                                .inNamespace(stage.namespace())
                                .withName(gateway.name())
                                .get())
                        .isNull();
                assertThat(stage.client()
                                .apps()
                                .replicaSets()
                                .inNamespace(stage.namespace())
                                .list()
                                .getItems())
                        .noneMatch(owned -> owned.getMetadata().getName().startsWith(gateway.name()));
                assertThat(stage.client()
                                .configMaps()
                                .inNamespace(stage.namespace())
                                .list()
                                .getItems())
                        .noneMatch(owned -> owned.getMetadata().getName().startsWith(gateway.name()));
            });
        }
    }
}
