package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.Loss;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 7: a revision whose pods come up and then fail what they are asked goes no further than its canary. */
@ExtendWith(OnStage.class)
class CanaryIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(100, 20, 10, Map.of());

    private final Stage stage;

    CanaryIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aCanaryThatFailsWhatItIsAskedIsTakenBackAndAGoodOneIsFollowed() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        wrongKey();
        gateway.patch("""
                {"spec":{"rollout":{"canary":{"bake":"2m"}},"providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "credentials":{"secretKeyRef":{"name":"wrong-key","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}}]}}""");
        await("the canary to be open")
                .atMost(Stage.PATIENCE)
                .until(() -> open(gateway, stable) == 2 && open(gateway) == 3);
        // clients that come now are spread over all three
        long began = System.nanoTime();
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(8)))) {
            gateway.awaitCondition("Stalled", "True", "fails too many requests", Stage.PATIENCE);
            sayGivenUp(gateway, began);
            await("only pods of " + stable)
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().size() == 2 && open(gateway, stable) == 2);
            assertThat(KeptEvidence.of(stage, gateway))
                    .contains("because: CanaryFailed", "state: running", "recentErrors:", "lastMinute:")
                    .doesNotContain("not-the-key");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict)
                    .as(verdict.report())
                    .isInstanceOfSatisfying(
                            Verdict.Red.class,
                            red -> assertThat(red.losses().values().stream().flatMap(List::stream))
                                    .as("only what the canary's own provider refused")
                                    .allSatisfy(loss -> assertThat(loss)
                                            .isInstanceOfSatisfying(
                                                    Loss.WrongStatus.class,
                                                    it -> assertThat(it.sentence())
                                                            .contains("does not accept the gateway's own key"))));
            assertThat(gateway.status().map(RouterGatewayStatus::failedRevision))
                    .isPresent();
            assertThat(gateway.cutStreams()).hasValue(0);
        }
        followed(gateway, stable);
    }

    /** Streams wait in the candidate, because its provider's queue lets one through at a time. */
    @Test
    void aCanaryWhoseStreamsBeginLateIsHeldUntilAPersonPromotesIt() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        gateway.patch("""
                {"spec":{"rollout":{"onFailure":"Hold",
                   "canary":{"bake":"10m","maxErrorRate":1,"maxFirstByteRatio":3,"minRequests":10}},"providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "maxInFlight":1,"queue":{"size":1000,"timeout":"2m"},
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                   "maxInFlight":1,"queue":{"size":1000,"timeout":"2m"},
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}}]}}""");
        await("the canary to be open")
                .atMost(Stage.PATIENCE)
                .until(() -> open(gateway, stable) == 2 && open(gateway) == 3);
        LoadPlan plan = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(0, 24)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Duration.ofSeconds(2));
        long began = System.nanoTime();
        try (Load load = stage.load(plan)) {
            gateway.awaitCondition("Stalled", "True", "begin too late", Stage.PATIENCE);
            sayGivenUp(gateway, began);
            load.stopStarting();
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(10, 10, 0, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
        assertThat(open(gateway, stable)).as("held").isEqualTo(2);
        assertThat(open(gateway)).as("held").isEqualTo(3);
        String candidate =
                gateway.status().map(RouterGatewayStatus::candidateRevision).orElseThrow();

        gateway.patch("{\"metadata\":{\"annotations\":{\"sluicegate.dev/promote\":\"" + candidate + "\"}}}");
        gateway.awaitProvenAfter(stable, Stage.PATIENCE);
        assertThat(gateway.stableRevision()).isEqualTo(candidate);
        gateway.awaitReady(Stage.PATIENCE);
    }

    private static void sayGivenUp(LiveGateway gateway, long began) {
        System.err.println("the canary was given up "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s after the load began: "
                + gateway.condition("Stalled").orElseThrow().getMessage());
    }

    /** Until the bake is over, one pod of it serves beside the two others. */
    private void followed(LiveGateway gateway, String stable) {
        stage.provider().forget();
        gateway.patch("""
                {"spec":{"rollout":{"canary":{"bake":"10s"}},"limits":{"maxRequestBodySize":"16Mi"},"providers":[
                  {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                  {"name":"anthropic","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                   "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}}]}}""");
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(8)))) {
            await("the bake")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.condition("Reconciling")
                            .filter(it -> it.getMessage().contains("bakes until"))
                            .isPresent());
            assertThat(open(gateway, stable)).as("while it bakes").isEqualTo(2);
            gateway.awaitProvenAfter(stable, Stage.PATIENCE);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }

    private void wrongKey() {
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("wrong-key")
                        .withNamespace(stage.namespace())
                        .endMetadata()
                        .addToStringData("api-key", "not-the-key")
                        .build())
                .serverSideApply();
    }

    private static long open(LiveGateway gateway, String revision) {
        return gateway.pods().stream()
                .filter(it -> RouterPods.isOpen(it) && RouterPods.isOf(it, revision))
                .count();
    }

    private static long open(LiveGateway gateway) {
        return gateway.pods().stream().filter(RouterPods::isOpen).count();
    }
}
