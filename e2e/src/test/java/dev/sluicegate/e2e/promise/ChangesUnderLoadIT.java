package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 5 and 8: a change that is taken back in the middle, and many changes one upon the other. */
@ExtendWith(OnStage.class)
class ChangesUnderLoadIT {
    private static final int REPLICAS = 2;
    private static final int CHANGES = 5;

    /** The bound of docs/rollout.md for pods that are not draining, where none comes back: replicas and the surge of one. */
    private static final int MOST_PODS = REPLICAS + 1;

    private static final MinimumLoad MINIMUM = new MinimumLoad(300, 60, 20, Map.of());

    private final Stage stage;

    ChangesUnderLoadIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aChangeThatIsTakenBackReopensTheOldPodsAndFiveChangesAtOnceAreOneRollout() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), REPLICAS));
        Set<String> pods = gateway.podUids();
        String before = gateway.stableRevision();
        try (PodTimeline timeline = stage.timeline(gateway);
                Load load = stage.busyLoad(gateway, Duration.ofSeconds(15))) {
            change(gateway, 16);
            await("an old pod to be retired")
                    .atMost(Stage.PATIENCE)
                    .until(() -> gateway.pods().stream()
                            .anyMatch(pod -> pods.contains(pod.getMetadata().getUid()) && !RouterPods.isOn(pod)));
            change(gateway, 32);
            gateway.awaitReady(Stage.PATIENCE);
            assertThat(gateway.stableRevision()).isEqualTo(before);
            assertThat(gateway.podUids()).as("the old pods, reopened").isEqualTo(pods);

            try (PodTimeline changes = stage.timeline(gateway)) {
                Set<String> seen = new HashSet<>();
                for (int i = 1; i <= CHANGES; i++) {
                    change(gateway, i);
                    seen.add(awaitPodOfAnother(gateway, seen));
                }
                gateway.awaitReady(Stage.PATIENCE);
                assertThat(changes.mostStaying())
                        .as("pods that do not leave, while changes come one upon the other")
                        .isLessThanOrEqualTo(MOST_PODS);
            }
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.get().getSpec().at("/limits/maxRequestBodySize").asText())
                    .isEqualTo(CHANGES + "Mi");
            System.err.println("most pods at once, those that leave included: " + timeline.most());
            assertThat(revisionsThatCarriedAll(timeline))
                    .as("revisions that all pods ran: the first and the last")
                    .hasSize(2);
            assertThat(timeline.lives())
                    .allSatisfy(pod -> assertThat(pod.restarts()).as(pod.name()).isZero());
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    /** 32 is what it is without a change. */
    private static void change(LiveGateway gateway, int mebibytes) {
        gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"" + mebibytes + "Mi\"}}}");
    }

    /** The next change comes when this one has a pod, which is the worst moment for the number of pods. */
    private static String awaitPodOfAnother(LiveGateway gateway, Set<String> seen) {
        return await("a pod of another revision than " + seen)
                .atMost(Stage.PATIENCE)
                .until(
                        () -> gateway.status()
                                .map(RouterGatewayStatus::candidateRevision)
                                .filter(it -> !seen.contains(it) && hasPod(gateway, it)),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean hasPod(LiveGateway gateway, String revision) {
        return gateway.pods().stream().anyMatch(it -> RouterPods.isOf(it, revision));
    }

    private static Set<String> revisionsThatCarriedAll(PodTimeline timeline) {
        return timeline.lives().stream()
                .filter(PodTimeline.Life::served)
                .collect(Collectors.groupingBy(PodTimeline.Life::revision, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(it -> it.getValue() >= REPLICAS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
