package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 14: kube-proxy learns ten seconds late that a pod has left the Service. */
@ExtendWith(OnStage.class)
class LateEndpointsIT {
    private static final Duration LATE = Duration.ofSeconds(10);

    private final Stage stage;

    LateEndpointsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aPodThatHasLeftTheServiceStillAcceptsWhatIsSentToIt() {
        assumeThat(stage.cluster().faults().canStopComponents())
                .as("kube-proxy can be stopped in %s", stage.cluster().description())
                .isTrue();
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 1).withSettle("16s"));
        List<String> nodes = stage.nodes();
        try (PodTimeline timeline = stage.timeline(gateway);
                Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(10)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 10);
            nodes.forEach(node -> stage.cluster().faults().stopKubeProxy(node));
            try {
                gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                await("the old pod left the Service that long ago")
                        .atMost(Stage.PATIENCE)
                        .until(() -> timeline.lives().stream()
                                .map(PodTimeline.Life::withdrawnAt)
                                .filter(Objects::nonNull)
                                .anyMatch(withdrawn -> withdrawn.plus(LATE).isBefore(Instant.now())));
            } finally {
                nodes.forEach(node -> stage.cluster().faults().startKubeProxy(node));
            }
            gateway.awaitReady(Stage.PATIENCE);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(200, 50, 10, Map.of()));

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }
}
