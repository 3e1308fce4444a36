package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.LoadProgress;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 1, 2, 3 and 4: the main run. */
@ExtendWith(OnStage.class)
class RolloutUnderLoadIT {
    private static final int REQUESTS = 20_000;
    private static final MinimumLoad MINIMUM = new MinimumLoad(
            REQUESTS,
            500,
            400,
            Map.of(
                    ClientKind.HTTP1.label(), 5_000,
                    ClientKind.HTTP2.label(), 1_000,
                    ClientKind.OPENAI_SDK.label(), 300,
                    ClientKind.ANTHROPIC_SDK.label(), 300));

    private final Stage stage;

    RolloutUnderLoadIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aConfigChangeAnImageChangeAndAnotherConfigChangeLoseNothing() {
        // longer than the clients' longest idle gap: then every kept connection is told before it is closed
        // (docs/decisions/0002); 10s is also the product's default
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 3).withSettle("10s"));
        try (PodTimeline timeline = stage.timeline(gateway);
                Load load = stage.load(LoadPlan.full(stage.targets(gateway), Stage.MODELS))) {
            awaitLoad(load);
            roll(gateway, load, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            roll(gateway, load, "{\"spec\":{\"image\":\"" + stage.images().routerNext() + "\"}}");
            roll(gateway, load, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"8Mi\"}}}");
            await("enough requests")
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> load.progress().finished() >= REQUESTS);
            Verdict verdict = stage.judge(load.finish(Duration.ofMinutes(4)), MINIMUM);
            gateway.awaitReady(Stage.PATIENCE);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            LoadProgress progress = load.progress();
            System.err.println("connections " + progress.connections() + ", told to leave " + progress.askedToLeave()
                    + ", most pods at once " + timeline.most());
            assertThat(progress.askedToLeave().get(ClientKind.HTTP1))
                    .as("Connection: close")
                    .isPositive();
            assertThat(progress.askedToLeave().get(ClientKind.HTTP2))
                    .as("GOAWAY")
                    .isPositive();
            assertThat(timeline.lives()).as("pods of four revisions").hasSizeGreaterThanOrEqualTo(12);
            assertThat(timeline.lives())
                    .allSatisfy(pod -> assertThat(pod.restarts()).as(pod.name()).isZero());
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    private static void awaitLoad(Load load) {
        await("streams at work")
                .atMost(Duration.ofMinutes(1))
                .until(() -> load.progress().openStreams() >= 200);
    }

    private static void roll(LiveGateway gateway, Load load, String change) {
        awaitLoad(load);
        String before = gateway.stableRevision();
        gateway.patch(change);
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
    }
}
