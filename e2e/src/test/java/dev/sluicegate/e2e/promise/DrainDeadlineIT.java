package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.Failure;
import dev.sluicegate.e2e.oracle.Observation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 9: streams that outlast the drain's limit, which a person shortens while they drain. */
@ExtendWith(OnStage.class)
class DrainDeadlineIT {
    private static final int STREAMS = 16;
    private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(10);

    private final Stage stage;

    DrainDeadlineIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void whatOutlastsTheDrainGetsAnEndNoticeThatEveryClientUnderstandsAndIsCounted() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 1).withSettle("3s"));
        Map<ClientKind, LoadPlan.Slots> clients = Arrays.stream(ClientKind.values())
                .collect(Collectors.toMap(kind -> kind, kind -> new LoadPlan.Slots(0, STREAMS / 4)));
        LoadPlan plan = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                clients,
                new LoadPlan.Lengths(LONGER_THAN_THE_TEST, LONGER_THAN_THE_TEST, LONGER_THAN_THE_TEST),
                Duration.ofSeconds(2));
        try (Load load = stage.load(plan)) {
            await("streams").atMost(Stage.PATIENCE).until(() -> load.progress().openStreams() == STREAMS);
            await("their first events")
                    .atMost(Stage.PATIENCE)
                    .until(() -> stage.provider().counts().size() == STREAMS);
            load.stopStarting();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitCondition("Draining", "True", "", Stage.PATIENCE);
            gateway.patch("{\"spec\":{\"drain\":{\"timeout\":\"8s\"}}}");
            List<Observation> cut = load.finish(Stage.PATIENCE);

            assertThat(cut).hasSize(STREAMS).allSatisfy(observation -> {
                assertThat(observation.status()).as(observation.toString()).isEqualTo(200);
                Failure failure = Objects.requireNonNull(observation.failure(), observation::toString);
                assertThat(failure.kind()).as(observation.toString()).isEqualTo(Failure.Kind.ERROR_EVENT);
                assertThat(failure.text()).contains("gateway_shutdown");
            });
            gateway.awaitReady(Stage.PATIENCE);
            await("the count")
                    .atMost(Stage.PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.cutStreams()).hasValue(STREAMS));
        }
    }
}
