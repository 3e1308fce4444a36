package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 7: a revision that fails in the middle of its rollout, or at once, makes way for the last proven one, under load. */
@ExtendWith(OnStage.class)
class RollbackIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(200, 40, 20, Map.of());

    /** Of a JVM that has another option than there is. */
    private static final String CRASHES = "{\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-XX:NoSuchOption\"}]}";

    private final Stage stage;

    RollbackIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aRevisionThatFailsMakesWayForTheLastProvenOneAndIsNotTriedAgain() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(15)))) {
            await("streams at work")
                    .atMost(Stage.PATIENCE)
                    .until(() -> load.progress().openStreams() >= 20);

            // one pod of it finds a place, and takes that of an old pod; the second finds none
            gateway.patch("""
                    {"spec":{"rollout":{"progressDeadline":"20s"},"pod":{
                      "nodeSelector":{"kubernetes.io/hostname":"%s"},
                      "resources":{"requests":{"cpu":"1100m"}}}}}""".formatted(nodeOf(gateway)));
            await("an old pod to be retired")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream().anyMatch(it -> !isOn(it)));
            rolledBack(gateway, stable, "Unschedulable");

            long began = System.nanoTime();
            gateway.patch("{\"spec\":{\"pod\":" + CRASHES + "}}");
            rolledBack(gateway, stable, "CrashLoopBackOff");
            System.err.println("rolled back after a crash loop: "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s after the change");

            gateway.patch(
                    "{\"spec\":{\"pod\":{\"nodeSelector\":null,\"env\":null,\"resources\":{\"requests\":{\"cpu\":\"100m\"}}}}}");
            gateway.awaitProvenAfter(stable, Stage.PATIENCE);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.condition("Stalled").orElseThrow().getStatus()).isEqualTo("False");
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    /** All is as it was before the change, but for the spec and what is said of it. */
    private static void rolledBack(LiveGateway gateway, String stable, String why) {
        gateway.awaitCondition("Stalled", "True", "RolledBack", Stage.PATIENCE);
        await("only pods of " + stable)
                .atMost(Stage.PATIENCE)
                .until(() -> gateway.pods().size() == 2
                        && gateway.pods().stream().allMatch(it -> isOn(it) && isOf(it, stable)));
        Condition ready = gateway.condition("Ready").orElseThrow();
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).as("what STATUS shows").isEqualTo("RolledBack");
        assertThat(ready.getMessage()).contains(why);
        assertThat(gateway.condition("Available").orElseThrow().getStatus()).isEqualTo("True");
        assertThat(gateway.condition("Reconciling").orElseThrow().getStatus()).isEqualTo("False");
        assertThat(gateway.status().map(RouterGatewayStatus::failedRevision))
                .hasValueSatisfying(it -> assertThat(it).isNotEqualTo(stable));
    }

    private static String nodeOf(LiveGateway gateway) {
        List<Pod> pods = gateway.pods();
        return Objects.requireNonNull(pods.getFirst().getSpec().getNodeName());
    }

    private static boolean isOn(Pod pod) {
        return "on".equals(pod.getMetadata().getLabels().get("sluicegate.dev/traffic"));
    }

    private static boolean isOf(Pod pod, String revision) {
        return revision.equals(pod.getMetadata().getLabels().get("sluicegate.dev/revision"));
    }
}
