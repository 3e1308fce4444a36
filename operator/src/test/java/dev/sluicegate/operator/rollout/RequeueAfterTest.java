package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.NOW;
import static dev.sluicegate.operator.rollout.Scene.report;
import static dev.sluicegate.operator.rollout.Scene.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How soon is decided again. What waits for long is looked at rarely: whoever asks each second for as long as a stream lasts is red here. */
class RequeueAfterTest {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration RARELY = Duration.ofSeconds(10);

    record Row(String name, Scene scene, Duration after) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decidesAgain(Row row) {
        Step step = Rollout.decide(Goal.of("a", 1).desired(), row.scene().observed(), NOW);

        assertThat(step.requeueAfter()).hasValue(row.after());
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("at once after a write", Scene.empty(), SOON),
                new Row("each second in a drain that has just begun", drains(NOW.minusSeconds(15)), SECOND),
                new Row("less often in one that goes on", drains(NOW.minusSeconds(100)), Duration.ofSeconds(5)),
                new Row("rarely in one that goes on for hours", drains(NOW.minus(Duration.ofHours(3))), RARELY),
                new Row(
                        "rarely while a drained pod stays ready",
                        open().retired("a-2", Kubelet.READY, report("a-2", Phase.DRAINED, 0, Scene.LATER)),
                        RARELY),
                new Row(
                        "rarely while a router does not take the order to drain",
                        open().retired("a-2", Kubelet.RUNNING, serving("a-2", 3)),
                        RARELY),
                new Row(
                        "each second while a pod comes up",
                        Scene.empty().proven("a").warming("a-1"),
                        SECOND),
                new Row(
                        "rarely for one that never does",
                        Scene.empty().proven("a").warming("a-1").createdAt(NOW.minusSeconds(3600)),
                        RARELY));
    }

    private static Scene open() {
        return Scene.empty().proven("a").open("a-1");
    }

    private static Scene drains(Instant since) {
        return open().retired("a-2", Kubelet.RUNNING, report("a-2", Phase.DRAINING, 1, Scene.LATER), since);
    }
}
