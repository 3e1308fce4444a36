package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RouterCrashes;
import dev.sluicegate.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodReaderTest {
    private static final String POD = """
            metadata:
              name: llm-a
              creationTimestamp: "2026-11-21T12:00:00Z"
              labels: {sluicegate.dev/revision: abc, sluicegate.dev/traffic: "on"}
            spec:
              nodeName: node1
              readinessGates: [{conditionType: sluicegate.dev/admitted}]
            status:
              phase: Running
              podIP: 10.0.0.1
              conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-21T12:00:05Z"}]
              containerStatuses: [{name: router, state: {running: {}}}]
            """;

    @Test
    void readsAGatedPod() {
        PodState pod = read(POD);

        assertThat(pod.revision()).isEqualTo("abc");
        assertThat(pod.kubelet()).isEqualTo(PodState.Kubelet.RUNNING);
        assertThat(pod.gate()).isEqualTo(PodState.Gate.CLOSED);
        assertThat(pod.traffic()).isEqualTo(Traffic.ON);
        assertThat(pod.readyChangedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:05Z"));
        assertThat(pod.problem()).isNull();
    }

    /** What runs on a node that says nothing may run on, and carry what it carried. */
    @Test
    void aPodOfAnUnknownPhaseIsNoneThatNeverRan() {
        assertThat(read(POD.replace("phase: Running", "phase: Unknown")).kubelet())
                .isEqualTo(PodState.Kubelet.RUNNING);
    }

    @Test
    void readsAnAdmittedAndReadyPod() {
        PodState pod = read(POD.replace(
                "{type: Ready, status: \"False\"",
                "{type: sluicegate.dev/admitted, status: \"True\"}, {type: Ready, status: \"True\""));

        assertThat(pod.kubelet()).isEqualTo(PodState.Kubelet.READY);
        assertThat(pod.gate()).isEqualTo(PodState.Gate.OPEN);
    }

    @Test
    void readsARetiredPod() {
        PodState pod = read(POD.replace(
                "traffic: \"on\"}",
                "traffic: \"off\"}\n  annotations: {sluicegate.dev/retired-at:" + " \"2026-11-21T12:00:07.5Z\"}"));

        assertThat(pod.traffic()).isEqualTo(new Traffic.Off(Instant.parse("2026-11-21T12:00:07.5Z")));
    }

    @Test
    void readsWhenASyncWasRequestedAlsoByAnEarlierOperator() {
        String before = "sluicegate.dev/hastened-at: \"2026-11-21T12:00:07Z\"";
        String now = "sluicegate.dev/sync-requested-at: \"2026-11-21T12:00:09Z\"";

        assertThat(annotated(before).syncRequestedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:07Z"));
        assertThat(annotated(before + ", " + now).syncRequestedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:09Z"));
        assertThat(read(POD).syncRequestedAt()).isNull();
    }

    private static PodState annotated(String annotations) {
        return read(POD.replace("traffic: \"on\"}", "traffic: \"on\"}\n  annotations: {" + annotations + "}"));
    }

    /** Anybody may write an annotation. */
    @Test
    void whatIsNoInstantIsNotKnown() {
        PodState pod = read(POD.replace(
                "traffic: \"on\"}", "traffic: \"off\"}\n  annotations: {sluicegate.dev/retired-at: yesterday}"));

        assertThat(pod.traffic()).isEqualTo(new Traffic.Off(null));
    }

    @Test
    void readsWhyAPodDoesNotComeUp() {
        assertThat(problem("state: {waiting: {reason: ContainerCreating}}")).isNull();
        assertThat(problem("state: {waiting: {reason: ImagePullBackOff, message: no such image}}"))
                .isEqualTo(new Problem("ImagePullBackOff", "no such image"));
        assertThat(problem("state: {waiting: {reason: CrashLoopBackOff, message: back-off}},"
                        + " lastState: {terminated: {exitCode: 2, message: \"providers: none\"}}"))
                .isEqualTo(new Problem(Problem.CONFIG_REJECTED, "providers: none"));
    }

    /** kubelet's own message counts the seconds until the next start, which would be news each time. */
    @Test
    void namesExitCodesAndWhatWasSaid() {
        assertThat(problem("state: {terminated: {reason: Error, exitCode: 1, message: no port}}"))
                .isEqualTo(new Problem("Error", "exit code 1; it ended saying: no port"));
        assertThat(problem("state: {waiting: {reason: CrashLoopBackOff, message: back-off 10s}},"
                        + " lastState: {terminated: {exitCode: 1, message: no port}}"))
                .isEqualTo(new Problem("CrashLoopBackOff", "exit code 1; it ended saying: no port"));
        assertThat(problem("state: {waiting: {reason: CrashLoopBackOff, message: back-off}},"
                        + " lastState: {terminated: {exitCode: 139}}"))
                .isEqualTo(new Problem("CrashLoopBackOff", "exit code 139 (signal 11)"));
        assertThat(problem("state: {waiting: {reason: CrashLoopBackOff, message: back-off}},"
                        + " lastState: {terminated: {reason: OOMKilled, exitCode: 137}}"))
                .isEqualTo(new Problem("OOMKilled", "exit code 137 (signal 9)"));
        assertThat(problem("state: {waiting: {reason: CrashLoopBackOff, message: back-off}},"
                        + " lastState: {terminated: {reason: Error, exitCode: 3}}"))
                .as("the Java heap is full")
                .isEqualTo(new Problem("OOMKilled", "exit code 3"));
        assertThat(problem("state: {waiting: {reason: ImagePullBackOff, message: gone}},"
                        + " lastState: {terminated: {exitCode: 1}}"))
                .isEqualTo(new Problem("ImagePullBackOff", "gone"));
    }

    /** It may be the end of its log. */
    @Test
    void ofMuchThatWasSaidTheEndIsTold() {
        String log = "x".repeat(1000) + " no such option";

        assertThat(problem("state: {terminated: {exitCode: 1, message: \"" + log + "\"}}"))
                .isEqualTo(
                        new Problem("Error", "exit code 1; it ended saying: …" + "x".repeat(385) + " no such option"));
    }

    @Test
    void countsTheCrashesOfItsRouters() {
        String before = "lastState: {terminated: {exitCode: 134, reason: Error}}";

        assertThat(read(POD).crashes()).isEqualTo(RouterCrashes.NONE);
        assertThat(container("state: {running: {}}, restartCount: 2, " + before).crashes())
                .isEqualTo(new RouterCrashes(2, "Error, exit code 134 (signal 6)"));
        assertThat(container("state: {waiting: {reason: CrashLoopBackOff}}, restartCount: 2, " + before)
                        .crashes()
                        .count())
                .isEqualTo(3);
        assertThat(container("state: {terminated: {exitCode: 137, reason: OOMKilled}}, restartCount: 0")
                        .crashes())
                .isEqualTo(new RouterCrashes(1, "OOMKilled, exit code 137 (signal 9)"));
        assertThat(container(
                                "state: {running: {}}, restartCount: 1, lastState: {terminated: {exitCode: 0, message: '{\"outcomes\":{\"cut\":0}}'}}")
                        .crashes())
                .isEqualTo(RouterCrashes.NONE);
    }

    private static PodState container(String status) {
        return read(POD.replace("state: {running: {}}", status));
    }

    /** Between two crashes a container runs for a moment. */
    @Test
    void aContainerThatIsStartedAgainHasItsProblemUntilItIsUp() {
        String again = "restartCount: 3, started: false, state: {running: {}}, lastState: {terminated: {exitCode: 1}}";

        assertThat(problem(again)).isEqualTo(new Problem("CrashLoopBackOff", "exit code 1"));
        assertThat(problem(again.replace("started: false", "started: true"))).isNull();
    }

    @Test
    void readsTheProblemsOfOtherContainers() {
        String others = ", {name: mesh, state: {waiting: {reason: ErrImagePull, message: no such image}}}]\n"
                + "  initContainerStatuses: [{name: fetch, state: {terminated: {exitCode: 0}}}]";

        assertThat(read(POD.replace("state: {running: {}}}]", "state: {running: {}}}" + others))
                        .problem())
                .isEqualTo(new Problem("ErrImagePull", "container mesh: no such image"));
    }

    @Test
    void aPodThatItsNodeHasEvictedSaysSo() {
        PodState pod =
                read(POD.replace("phase: Running", "phase: Failed\n  reason: Evicted\n  message: low on memory"));

        assertThat(pod.isLive()).isFalse();
        assertThat(pod.problem()).isEqualTo(new Problem("Evicted", "low on memory"));
    }

    @Test
    void aPodThatRecoveredHasNoProblem() {
        assertThat(problem("state: {running: {}}, lastState: {terminated: {exitCode: 2, message: old}}"))
                .isNull();
    }

    private static @Nullable Problem problem(String container) {
        return read(POD.replace("state: {running: {}}", container)).problem();
    }

    @Test
    void readsThatItsNodeIsBeingLeft() {
        Node cordoned = Serialization.unmarshal("spec: {unschedulable: true}", Node.class);

        assertThat(read(POD).onLeavingNode()).isFalse();
        assertThat(read(POD, Optional.of(cordoned)).onLeavingNode()).isTrue();
    }

    private static PodState read(String yaml) {
        return read(yaml, Optional.empty());
    }

    private static PodState read(String yaml, Optional<Node> node) {
        return PodReader.read(
                Serialization.unmarshal(yaml, Pod.class),
                "abc",
                node,
                new RouterReport.Silent(Instant.parse("2026-11-21T12:00:00Z")));
    }
}
