package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Configs that change in place under load, and the same change by new pods beside them. */
@ExtendWith(OnStage.class)
class ReloadIT {
    private static final int REPLICAS = 3;
    private static final MinimumLoad MINIMUM = new MinimumLoad(100, 30, 10, Map.of());

    /** Kubelet alone takes a minute or more. */
    private static final Duration FAR_FROM_KUBELET = Duration.ofSeconds(40);

    private final Stage stage;

    ReloadIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void configsChangeInPlaceUnderLoad() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), REPLICAS));
        Set<String> pods = uids(gateway);
        gateway.patch("{\"spec\":{\"rollout\":{\"onConfigChange\":\"Reload\"}}}");
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(uids(gateway)).as("pods after the switch").isEqualTo(pods);
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(10)))) {
            await("streams at work")
                    .atMost(Stage.PATIENCE)
                    .until(() -> load.progress().openStreams() >= 20);

            Duration first = changed(gateway, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            Duration second = changed(gateway, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"8Mi\"}}}");
            System.err.println("reloaded " + REPLICAS + " pods in place after " + first.toMillis() + " and "
                    + second.toMillis() + " ms");
            assertThat(first).isLessThan(FAR_FROM_KUBELET);
            assertThat(gateway.status().orElseThrow().rollout())
                    .extracting(RolloutStatus::way)
                    .isEqualTo("in place");

            assertThat(uids(gateway)).as("pods after two changes").isEqualTo(pods);

            String before = gateway.stableRevision();
            Instant began = Instant.now();
            gateway.patch(
                    "{\"spec\":{\"rollout\":{\"onConfigChange\":\"Roll\"},\"limits\":{\"maxRequestBodySize\":\"4Mi\"}}}");
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
            System.err.println("the same by new pods: "
                    + Duration.between(began, Instant.now()).toMillis() + " ms");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            gateway.awaitReady(Stage.PATIENCE);
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    /** The time until every pod has said that it has the new config. */
    private static Duration changed(LiveGateway gateway, String change) {
        Instant began = Instant.now();
        gateway.patch(change);
        await("all pods to have it")
                .atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> gateway.condition("Ready")
                                .filter(it -> it.getStatus().equals("True"))
                                .isPresent()
                        && rows(gateway).size() == REPLICAS
                        && rows(gateway).stream().allMatch(it -> Boolean.TRUE.equals(it.acknowledged())));
        return Duration.between(began, Instant.now());
    }

    private static List<PodRow> rows(LiveGateway gateway) {
        return gateway.status().map(it -> it.pods()).orElse(List.of());
    }

    private static Set<String> uids(LiveGateway gateway) {
        return gateway.pods().stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    }
}
