package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 12: five pods with uneven streams become two, through the scale subresource as HPA does it. */
@ExtendWith(OnStage.class)
class ScaleInIT {
    private static final int STREAMS = 14;

    private final Stage stage;

    ScaleInIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theIdlestPodsGoAndNothingIsCut() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 5));
        Duration shortest = Duration.ofSeconds(25);
        Duration longest = Duration.ofSeconds(35);
        LoadPlan plan = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(0, STREAMS)),
                new LoadPlan.Lengths(shortest, longest, longest),
                Duration.ofSeconds(2));
        try (Load load = stage.load(plan)) {
            await("streams")
                    .atMost(Stage.PATIENCE)
                    .until(() -> stage.provider().counts().size() == STREAMS);
            load.stopStarting();
            Map<String, Integer> before = new HashMap<>();
            gateway.pods().forEach(pod -> before.put(pod.getMetadata().getName(), gateway.inFlight(pod)));
            assertThat(before.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(STREAMS);

            gateway.scale(2);
            Verdict verdict =
                    stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(STREAMS, STREAMS, STREAMS, Map.of()));
            gateway.awaitReady(Stage.PATIENCE);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            List<Integer> stayed = gateway.pods().stream()
                    .map(pod -> before.remove(pod.getMetadata().getName()))
                    .toList();
            System.err.println("in flight in the pods that stayed: " + stayed + ", in those that went: " + before);
            assertThat(before.values())
                    .as("those that went carried the least")
                    .hasSize(3)
                    .allSatisfy(gone -> assertThat(stayed).allMatch(stays -> stays >= gone));
        }
    }
}
