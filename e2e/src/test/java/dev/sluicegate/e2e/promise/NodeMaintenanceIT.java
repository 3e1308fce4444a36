package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 11 and 37, and the half of row 13 that is about kubelet: nodes are drained, cordoned and tainted under load. */
@ExtendWith(OnStage.class)
class NodeMaintenanceIT {
    private static final int STREAMS = 8;
    private static final Taint AUTOSCALER = new Taint("NoSchedule", "ToBeDeletedByClusterAutoscaler", null, "1");

    private final Stage stage;

    NodeMaintenanceIT(Stage stage) {
        this.stage = stage;
    }

    @AfterEach
    void letEveryNodeTakePods() {
        stage.client().nodes().list().getItems().forEach(node -> {
            stage.cluster().faults().uncordon(node.getMetadata().getName());
            taint(node.getMetadata().getName(), List.of());
        });
    }

    /** The streams are three times as long as what an eviction would leave them. In the middle of it kubelet restarts. */
    @Test
    void aNodeDrainWaitsForStreamsThatAreLongerThanTheTerminationBudget() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 2).withTerminationBudget("20s"));
        String node = stage.provider().nodeWithoutIt();
        assertThat(nodesOf(gateway)).as("a pod that has to leave").contains(node);
        try (Load streams = stage.load(streams(gateway, Duration.ofSeconds(60)));
                Load requests = stage.load(requests(gateway))) {
            awaitStreams(streams);
            streams.stopStarting();
            Instant began = Instant.now();
            Thread kubelet = Thread.ofVirtual().start(() -> restartKubeletWhenSomethingDrains(gateway, node));
            stage.cluster().faults().drain(node, Stage.PATIENCE);
            System.err.printf(
                    "the node drain took %d s%n",
                    Duration.between(began, Instant.now()).toSeconds());
            join(kubelet);
            List<Observation> seen = Stream.concat(
                            streams.finish(Stage.PATIENCE).stream(), requests.finish(Stage.PATIENCE).stream())
                    .toList();
            Verdict verdict = stage.judge(seen, new MinimumLoad(50, STREAMS, STREAMS, Map.of()));

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            gateway.awaitReady(Stage.PATIENCE);
            assertThat(nodesOf(gateway)).doesNotContain(node);
        }
    }

    /** Nobody evicts anything. */
    @Test
    void aCordonAloneAndAnAutoscalersTaintAloneMoveThePods() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 1).withSettle("2s"));
        try (Load requests = stage.load(requests(gateway))) {
            String first = nodesOf(gateway).getFirst();
            stage.cluster().faults().cordon(first);
            awaitMoved(gateway, first);
            String second = nodesOf(gateway).getFirst();
            stage.cluster().faults().uncordon(first);
            taint(second, List.of(AUTOSCALER));
            awaitMoved(gateway, second);

            assertThat(nodesOf(gateway)).containsExactly(first);
            Verdict verdict = stage.judge(requests.finish(Stage.PATIENCE), new MinimumLoad(50, 0, 0, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
    }

    /** An open pod may be evicted; what it carries has the termination budget, and so it has when a person deletes a pod. */
    @Test
    void withinTheTerminationBudgetEvictionsAndDeletionsLoseNothing() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2)
                .withTerminationBudget("60s")
                .withEviction("Budget"));
        List<Pod> pods = gateway.pods();
        pods.forEach(pod -> stage.deletesByHand(pod.getMetadata().getName()));
        try (Load streams = stage.load(streams(gateway, Duration.ofSeconds(20)));
                Load requests = stage.load(requests(gateway))) {
            awaitStreams(streams);
            streams.stopStarting();
            assertThat(evict(pods.getFirst())).as("the eviction").isTrue();
            await("another pod in its place")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream()
                                    .filter(pod -> !pod.getMetadata()
                                            .getName()
                                            .equals(pods.getFirst()
                                                    .getMetadata()
                                                    .getName()))
                                    .filter(Readiness::isPodReady)
                                    .count()
                            == 2);
            stage.client().pods().resource(pods.getLast()).delete();
            List<Observation> seen = Stream.concat(
                            streams.finish(Stage.PATIENCE).stream(), requests.finish(Stage.PATIENCE).stream())
                    .toList();
            Verdict verdict = stage.judge(seen, new MinimumLoad(30, STREAMS, STREAMS, Map.of()));

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
        gateway.awaitReady(Stage.PATIENCE);
    }

    private boolean evict(Pod pod) {
        return stage.client().pods().resource(pod).evict();
    }

    private static List<String> nodesOf(LiveGateway gateway) {
        return gateway.pods().stream().map(pod -> pod.getSpec().getNodeName()).toList();
    }

    private static void awaitMoved(LiveGateway gateway, String from) {
        await("the pod to leave " + from)
                .atMost(Stage.PATIENCE)
                .until(() -> !nodesOf(gateway).isEmpty() && !nodesOf(gateway).contains(from));
        gateway.awaitReady(Stage.PATIENCE);
    }

    private void restartKubeletWhenSomethingDrains(LiveGateway gateway, String node) {
        if (!stage.cluster().faults().canStopComponents()) {
            return;
        }
        gateway.awaitCondition("Draining", "True", "", Stage.PATIENCE);
        stage.cluster().faults().stopKubelet(node);
        stage.cluster().faults().startKubelet(node);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever the node's own controller writes there at the same time. */
    private void taint(String node, List<Taint> taints) {
        String patch = "{\"spec\":{\"taints\":" + (taints.isEmpty() ? "null" : Serialization.asJson(taints)) + "}}";
        stage.client().nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static void awaitStreams(Load streams) {
        await("streams").atMost(Stage.PATIENCE).until(() -> streams.progress().openStreams() >= STREAMS);
    }

    private LoadPlan streams(LiveGateway gateway, Duration length) {
        return LoadPlan.streams(stage.targets(gateway), Stage.MODELS, STREAMS, length);
    }

    private LoadPlan requests(LiveGateway gateway) {
        return new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(10, 0)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Duration.ofSeconds(1));
    }
}
