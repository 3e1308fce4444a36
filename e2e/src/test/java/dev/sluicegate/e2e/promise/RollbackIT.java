package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.Failure;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 7: a revision that fails in the middle of its rollout, or at once, makes way for the last proven one, under load. */
@ExtendWith(OnStage.class)
class RollbackIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(200, 40, 20, Map.of());

    /** Of a JVM that has another option than there is. */
    private static final String CRASHES = "{\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-XX:NoSuchOption\"}]}";

    private static final int ENDLESS = 8;

    private final Stage stage;

    RollbackIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aRevisionThatFailsMakesWayForTheLastProvenOneAndIsNotTriedAgain() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(15))) {
            // one pod of it finds a place, and takes that of an old pod; the second finds none
            gateway.patch("""
                    {"spec":{"rollout":{"progressDeadline":"20s"},"pod":{
                      "nodeSelector":{"kubernetes.io/hostname":"%s"},
                      "resources":{"requests":{"cpu":"1100m"}}}}}""".formatted(nodeOf(gateway)));
            await("an old pod to be retired")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream().anyMatch(it -> !RouterPods.isOn(it)));
            rolledBack(gateway, stable, "Unschedulable");
            assertThat(KeptEvidence.of(stage, gateway))
                    .contains("because: Unschedulable", "phase: Pending", "none: no router runs in it");

            long began = System.nanoTime();
            gateway.patch("{\"spec\":{\"pod\":" + CRASHES + "}}");
            rolledBack(gateway, stable, "CrashLoopBackOff");
            assertThat(KeptEvidence.of(stage, gateway))
                    .contains("because: CrashLoopBackOff", "exitCode: 1", "restarts: ", "node: ")
                    .containsPattern("lastWords: [^#]*NoSuchOption");
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

    @Test
    void aRollbackBringsTheWarmPodsBackAndStartsNone() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String stable = gateway.stableRevision();
        Set<String> before = gateway.podUids();
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(8))) {
            gateway.patch(
                    "{\"spec\":{\"rollout\":{\"progressDeadline\":\"30s\"},\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            spoil(secondOfAnother(gateway, stable));
            await("a pod that is kept warm")
                    .atMost(Stage.PATIENCE)
                    .until(() -> phases(gateway).contains("Warm"));
            gateway.awaitCondition("Stalled", "True", "RolledBack", Stage.PATIENCE);
            long told = System.nanoTime();
            await("the old pods to be open")
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream()
                                    .filter(it -> RouterPods.isOpen(it) && RouterPods.isOf(it, stable))
                                    .count()
                            == 2);
            System.err.println("the old pods are open "
                    + Duration.ofNanos(System.nanoTime() - told).toMillis() + " ms after the rollback was told");
            // the image that is nowhere, or the crash by which the container made place for it
            rolledBack(gateway, stable, "does not come up");
            assertThat(gateway.podUids()).as("the old pods, and no other").isEqualTo(before);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    @Test
    void aPersonUndoesAChangeWithoutAStartAndForcesARestart() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 2).withSettle("3s"));
        String stable = gateway.stableRevision();
        Set<String> before = gateway.podUids();
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(8))) {
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            await("an old pod to be retired")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream().anyMatch(it -> !RouterPods.isOn(it)));
            annotate(gateway, "sluicegate.dev/undo", stable + " now");
            await("the old pods, and no other")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.podUids().equals(before)
                            && gateway.pods().stream().allMatch(RouterPods::isOn));
            gateway.awaitCondition("Accepted", "True", "a person has gone back to it", Stage.PATIENCE);
            gateway.awaitReady(Stage.PATIENCE);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.cutStreams()).hasValue(0);
        }
        gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":null}}}");
        forced(gateway, stable);
    }

    /** What runs on the old pods, without an end in sight, gets an end notice once there are others. */
    private void forced(LiveGateway gateway, String stable) {
        Duration longer = Duration.ofMinutes(10);
        LoadPlan endless = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Arrays.stream(ClientKind.values())
                        .collect(Collectors.toMap(kind -> kind, _ -> new LoadPlan.Slots(0, ENDLESS / 4))),
                new LoadPlan.Lengths(longer, longer, longer),
                Duration.ofSeconds(2));
        try (Load load = stage.load(endless)) {
            await("streams").atMost(Stage.PATIENCE).until(() -> load.progress().openStreams() == ENDLESS);
            load.stopStarting();
            annotate(gateway, "sluicegate.dev/restartedAt", "{\\\"token\\\":\\\"now\\\",\\\"force\\\":true}");
            gateway.awaitProvenAfter(stable, Stage.PATIENCE);

            assertThat(load.finish(Stage.PATIENCE)).hasSize(ENDLESS).allSatisfy(observation -> {
                Failure failure = Objects.requireNonNull(observation.failure(), observation::toString);
                assertThat(failure.kind()).as(observation.toString()).isEqualTo(Failure.Kind.ERROR_EVENT);
                assertThat(failure.text()).contains("gateway_shutdown");
            });
            await("the count")
                    .atMost(Stage.PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.cutStreams()).hasValue(ENDLESS));
        }
    }

    private static void annotate(LiveGateway gateway, String annotation, String text) {
        gateway.patch("{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, text));
    }

    /** The first has taken an old pod's place by then. */
    private static Pod secondOfAnother(LiveGateway gateway, String stable) {
        return await("the second pod of another revision")
                .pollInterval(Duration.ofMillis(50))
                .atMost(Stage.PATIENCE)
                .until(
                        () -> gateway.pods().stream()
                                .filter(it -> !RouterPods.isOf(it, stable))
                                .sorted(Comparator.comparing(
                                        it -> it.getMetadata().getCreationTimestamp()))
                                .skip(1)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Its image is nowhere, while that of the other pods of its revision is there. */
    private void spoil(Pod pod) {
        stage.client()
                .pods()
                .resource(pod)
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"containers\":[{\"name\":\"%s\",\"image\":\"registry.invalid/none:1\"}]}}"
                                .formatted(
                                        pod.getSpec().getContainers().getFirst().getName()));
    }

    private static List<String> phases(LiveGateway gateway) {
        return gateway.status().map(RouterGatewayStatus::pods).stream()
                .flatMap(List::stream)
                .map(it -> String.valueOf(it.phase()))
                .toList();
    }

    /** All is as it was before the change, but for the spec and what is said of it. */
    private static void rolledBack(LiveGateway gateway, String stable, String why) {
        gateway.awaitCondition("Stalled", "True", "RolledBack", Stage.PATIENCE);
        await("only pods of " + stable)
                .atMost(Stage.PATIENCE)
                .until(() -> gateway.pods().size() == 2
                        && gateway.pods().stream().allMatch(it -> RouterPods.isOn(it) && RouterPods.isOf(it, stable)));
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
}
