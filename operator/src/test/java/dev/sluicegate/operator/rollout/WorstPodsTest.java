package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.LONG_AGO;
import static dev.sluicegate.operator.rollout.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods whose evidence is kept: what is there, and which of them, the worst first. */
class WorstPodsTest {
    private static final Problem REFUSED = new Problem("ConfigRejected", "no such model");
    private static final Problem CRASHES = new Problem("CrashLoopBackOff", "exit code 1");
    private static final Problem PULLS = new Problem("ImagePullBackOff", "not found");
    private static final Problem EVICTED = new Problem("Evicted", "low on memory");

    record Row(String name, Scene scene, List<String> pods) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void are(Row row) {
        assertThat(WorstPods.of(row.scene().observed(), "b"))
                .extracting(PodState::name)
                .isEqualTo(row.pods());
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("none of another revision", Scene.empty().open("a-1").pending("a-2", REFUSED), List.of()),
                new Row(
                        "what is the revision's own fault before what is around it",
                        Scene.empty()
                                .pending("b-1", EVICTED)
                                .pending("b-2", PULLS)
                                .pending("b-3", CRASHES)
                                .pending("b-4", REFUSED),
                        List.of("b-4", "b-3", "b-2")),
                new Row(
                        "three at most, and of those that are alike the oldest, for it is the one that is overdue",
                        Scene.empty()
                                .pending("b-1", PULLS)
                                .createdAt(NOW)
                                .pending("b-2", PULLS)
                                .createdAt(NOW)
                                .pending("b-3", PULLS)
                                .createdAt(NOW)
                                .pending("b-4", PULLS)
                                .createdAt(LONG_AGO),
                        List.of("b-4", "b-1", "b-2")),
                new Row(
                        "one that is well only if all are",
                        Scene.empty().open("b-1").pending("b-2", null),
                        List.of("b-2")),
                new Row(
                        "a canary whose pods are all open",
                        Scene.empty().open("b-1").open("b-2"),
                        List.of("b-1", "b-2")),
                new Row(
                        "of those the one that has failed most",
                        Scene.empty().open("b-1").counted(100, 3).open("b-2").counted(100, 40),
                        List.of("b-2", "b-1")),
                new Row(
                        "a silent router before all that answer",
                        Scene.empty().open("b-1").counted(100, 90).open("b-2").silent(LONG_AGO),
                        List.of("b-2")));
    }
}
