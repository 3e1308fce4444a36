package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.NOW;
import static dev.sluicegate.operator.rollout.Scene.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done to the pods that a restart replaces, and what goes on while a rollout is paused. Drains last 30 minutes else. */
class RestartTableTest {
    private static final Duration FORCED = Duration.ofSeconds(10);
    private static final Goal FORCE = Goal.of("b", 1).restarted("now", FORCED);
    private static final Instant ATTEMPT = Goal.ATTEMPT;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"forced", "limited", "notReplaced", "paused"})
    void decides(Row row) {
        assertThat(Rollout.decide(row.goal.desired(), row.scene.observed(), NOW).actions())
                .containsExactlyElementsOf(row.actions);
    }

    static Stream<Row> forced() {
        return Stream.of(
                row(
                        "the new pod comes first",
                        FORCE,
                        old().open("a-1", 3).unproven("b").had("now").warming("b-1")),
                row(
                        "then the old one has the time in which it settles",
                        FORCE,
                        old().open("a-1", 3).unproven("b").had("now").open("b-1"),
                        new Action.RetireSeat("a-1", NOW),
                        new Action.Withdraw("a-1", "a-1", NOW),
                        new Action.TellDrain("a-1", "a-1", NOW.plus(FORCED))),
                row(
                        "a drain under way is ended by a force that comes later",
                        FORCE,
                        old().draining("a-1", 2).proven("b", NOW).had("now").open("b-1"),
                        told("a-1", RETIRED.plus(FORCED))),
                row(
                        "also while the rollout is paused",
                        Goal.of("b", 2).restarted("now", FORCED).held(),
                        old().draining("a-1", 2)
                                .open("a-2")
                                .unproven("b")
                                .had("now")
                                .open("b-1"),
                        told("a-1", RETIRED.plus(FORCED))));
    }

    static Stream<Row> limited() {
        return Stream.of(
                row(
                        "the restart's own limit may be longer than that of other drains",
                        Goal.of("b", 1).restarted("now", Duration.ofHours(2)),
                        old().draining("a-1", 2).proven("b", NOW).had("now").open("b-1"),
                        told("a-1", RETIRED.plus(Duration.ofHours(2)))),
                row(
                        "or none",
                        Goal.of("b", 1).restarted("now", Duration.ZERO),
                        old().draining("a-1", 2).proven("b", NOW).had("now").open("b-1"),
                        told("a-1", null)));
    }

    static Stream<Row> notReplaced() {
        return Stream.of(
                row(
                        "a pod that has had the restart drains as ever when another change follows",
                        FORCE,
                        old().had("now")
                                .draining("a-1", 2)
                                .proven("b", NOW)
                                .had("now")
                                .open("b-1")),
                row(
                        "so does one that leaves while the restarted revision is rolled back",
                        FORCE.rollingBack(),
                        old().draining("a-2", 2)
                                .open("a-1")
                                .failed("b", ATTEMPT)
                                .had("now")),
                row(
                        "and one of a gateway that is deleted",
                        Goal.of("b", 0).restarted("now", FORCED).deletion(),
                        old().draining("a-1", 2).proven("b", NOW).had("now")),
                row(
                        "and one of whose restarts nothing is known",
                        FORCE,
                        Scene.empty()
                                .draining("a-1", 2)
                                .proven("b", NOW)
                                .had("now")
                                .open("b-1")));
    }

    /** Paused stops new steps and nothing else. */
    static Stream<Row> paused() {
        Goal goal = Goal.of("b", 1).held();
        return Stream.of(
                row("nothing of the new revision is started", goal, old().open("a-1")),
                row(
                        "and none of its pods takes another's place",
                        Goal.of("b", 2).held(),
                        old().open("a-1").unproven("b").open("b-1")),
                row(
                        "a drain that runs ends",
                        goal,
                        old().open("a-1").unproven("b").drained("b-1"),
                        new Action.CloseSeat("b-1")),
                row("a lost pod is healed", goal, old().unproven("b"), new Action.CreateSeat("a-1", "a", 1, false)),
                row(
                        "a scale-out goes on",
                        Goal.of("b", 2).held(),
                        old().open("a-1"),
                        new Action.CreateSeat("a-2", "a", 2, false)),
                row(
                        "and so does a scale-in",
                        goal,
                        old().open("a-1", 5).open("a-2", 1),
                        new Action.RetireSeat("a-2", NOW),
                        new Action.Withdraw("a-2", "a-2", NOW),
                        new Action.TellDrain("a-2", "a-2", NOW.plus(Duration.ofMinutes(30)))));
    }

    @Test
    void twoRestartsInARowRollOnceToTheLast() {
        Scene inTheMiddle =
                old().open("a-1").open("a-2").unproven("b").had("first").warming("b-1");
        Step step = Rollout.decide(Goal.of("c", 2).restarted("second", FORCED).desired(), inTheMiddle.observed(), NOW);

        assertThat(step.actions())
                .filteredOn(it -> it instanceof Action.CreateSeat)
                .allMatch(it ->
                        it instanceof Action.CreateSeat(var _, var revision, var _, var _) && revision.equals("c"));
        assertThat(step.verdict()).isEqualTo(new Verdict.Rolling());
    }

    @Test
    void ofTwoRestartsThatReplaceAPodTheShorterLimitHolds() {
        RestartLimits both = new RestartLimits(RestartTokens.of("a", "b"), Duration.ZERO, FORCED);

        assertThat(both.of(RestartTokens.NONE)).contains(FORCED);
        assertThat(both.of(RestartTokens.of("a", null))).contains(FORCED);
        assertThat(both.of(RestartTokens.of(null, "b"))).contains(Duration.ZERO);
        assertThat(both.of(RestartTokens.of("a", "b"))).isEqualTo(Optional.empty());
    }

    private static Scene old() {
        return Scene.empty().proven("a");
    }

    private static Action told(String pod, @Nullable Instant deadline) {
        return new Action.TellDrain(pod, pod, deadline);
    }

    private static Row row(String name, Goal goal, Scene scene, Action... actions) {
        return new Row(name, goal, scene, List.of(actions));
    }

    record Row(String name, Goal goal, Scene scene, List<Action> actions) {
        @Override
        public String toString() {
            return name;
        }
    }
}
