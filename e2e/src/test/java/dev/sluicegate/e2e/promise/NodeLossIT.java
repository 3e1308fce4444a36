package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 38, and the half of row 13 that is about containers: what drains dies in other ways than by its drain. */
@ExtendWith(OnStage.class)
class NodeLossIT {
    private static final int STREAMS = 12;
    private static final String LOST_SOON =
            "[{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 3},"
                    + " {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 3}]";

    private final Stage stage;

    NodeLossIT(Stage stage) {
        this.stage = stage;
    }

    @AfterEach
    void bringEverythingBack() {
        if (stage.cluster().faults().canStopComponents()) {
            stage.nodes().forEach(stage.cluster().faults()::startKubelet);
        }
        Installation.scaleOperator(stage.client(), 1);
        await("every node")
                .atMost(Stage.PATIENCE)
                .until(() ->
                        stage.client().nodes().list().getItems().stream().allMatch(Readiness.getInstance()::isReady));
    }

    @Test
    void aDrainingContainerThatDiesIsNotStuckAndALostNodeIsHealedWithoutTheOperator() {
        assumeThat(stage.cluster().faults().canStopComponents())
                .as("kubelet can be stopped in %s", stage.cluster().description())
                .isTrue();
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2)
                .withSettle("3s")
                .withTerminationBudget("20s")
                .withTolerations(LOST_SOON));
        String before = gateway.stableRevision();
        try (Load load = stage.load(streams(gateway))) {
            awaitStreamsOnEachNode(gateway, load);
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
            String lost = stage.provider().nodeWithoutIt();
            Pod onOther = old(gateway, before).stream()
                    .filter(pod -> !lost.equals(pod.getSpec().getNodeName()))
                    .findFirst()
                    .orElseThrow();
            // nothing is served by a process that has died, so the operator need not wait until it has settled
            stage.deletesByHand(onOther.getMetadata().getName());
            kill(onOther);
            await("the pod whose draining container died to go")
                    .atMost(Stage.PATIENCE)
                    .until(() -> old(gateway, before).stream().noneMatch(pod -> RouterPods.isSame(pod, onOther)));

            assertThat(old(gateway, before))
                    .as("the old pod on the node that is lost")
                    .hasSize(1);
            Installation.scaleOperator(stage.client(), 0);
            losesNode(gateway, lost);
            awaitHealed(gateway, before, lost);
        }
        bringEverythingBack();
        gateway.awaitReady(Stage.PATIENCE);
    }

    private static void awaitStreamsOnEachNode(LiveGateway gateway, Load load) {
        await("streams").atMost(Stage.PATIENCE).until(() -> load.progress().openStreams() >= STREAMS);
        load.stopStarting();
        assertThat(gateway.pods())
                .as("pods that carry streams, each on a node of its own")
                .allMatch(pod -> gateway.inFlight(pod) > 0)
                .extracting(pod -> pod.getSpec().getNodeName())
                .doesNotHaveDuplicates();
    }

    /** Kubernetes alone does it, as the operator is away. */
    private void awaitHealed(LiveGateway gateway, String before, String lost) {
        await("the seats to make pods on the other node").atMost(Stage.PATIENCE).until(() -> {
            assertThat(revisionsInTheService(gateway)).doesNotContain(before);
            return healthy(gateway, lost).size() == 2
                    && madeAnew(gateway, before, lost).size() == 1;
        });
        assertThat(madeAnew(gateway, before, lost))
                .as("what Kubernetes makes anew in a retired seat")
                .allMatch(RouterPods::isOff);
        assertThat(revisionsInTheService(gateway)).doesNotContain(before).hasSize(1);
    }

    private void losesNode(LiveGateway gateway, String node) {
        stage.cluster().faults().stopKubelet(node);
        gateway.pods().stream()
                .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                .forEach(pod -> {
                    stage.deletesByHand(pod.getMetadata().getName());
                    kill(pod);
                });
    }

    /** Every process of it, as they run on this machine. */
    private static void kill(Pod pod) {
        String uid = pod.getMetadata().getUid();
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(it -> cgroupOf(it).contains(uid))
                .filter(it -> it.info()
                        .command()
                        .filter(program -> program.endsWith("java"))
                        .isPresent())
                .toList();
        assertThat(processes).as("processes of " + pod.getMetadata().getName()).isNotEmpty();
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    private static String cgroupOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cgroup"), UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static List<Pod> old(LiveGateway gateway, String revision) {
        return gateway.pods().stream()
                .filter(pod -> RouterPods.isOf(pod, revision))
                .toList();
    }

    private static List<Pod> healthy(LiveGateway gateway, String lost) {
        return gateway.pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !lost.equals(pod.getSpec().getNodeName()))
                .filter(RouterPods::isOpen)
                .toList();
    }

    private static List<Pod> madeAnew(LiveGateway gateway, String revision, String lost) {
        return old(gateway, revision).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !lost.equals(pod.getSpec().getNodeName()))
                .toList();
    }

    /** Of the pods that the Service's EndpointSlices name as ready. */
    private Set<String> revisionsInTheService(LiveGateway gateway) {
        Map<String, String> revisions = gateway.pods().stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), RouterPods::revision));
        return gateway.endpoints().stream()
                .filter(endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady()))
                .map(endpoint -> revisions.getOrDefault(endpoint.getTargetRef().getName(), "gone"))
                .filter(revision -> !revision.equals("gone"))
                .collect(Collectors.toSet());
    }

    private LoadPlan streams(LiveGateway gateway) {
        return LoadPlan.streams(stage.targets(gateway), Stage.MODELS, STREAMS, Duration.ofMinutes(2));
    }
}
