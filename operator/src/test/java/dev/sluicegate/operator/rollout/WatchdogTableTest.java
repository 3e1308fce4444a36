package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Replacement.Cause;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pod is replaced because it runs and does not do its work, and which is not. At most 5 in an hour, after 15 s of silence, at 90% of the memory. */
class WatchdogTableTest {
    private static final Goal THREE = Goal.of("a", 3).watched(5);
    private static final Instant LONG_ENOUGH = NOW.minusSeconds(15);
    private static final Vitals WELL = new Vitals(0, 60, 0, 1000, 10);
    private static final Vitals STALLED = new Vitals(15_000, 60, 0, 1000, 10);
    private static final Vitals FULL = new Vitals(0, 90, 0, 1000, 10);
    private static final Vitals THROTTLED = new Vitals(0, 60, 80, 1000, 10);
    private static final Vitals FAILING = new Vitals(0, 60, 0, 1000, 500);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"replaced", "common", "bounded", "left"})
    void decides(Row row) {
        Step step = Rollout.decide(row.goal.desired(), row.scene.observed(), NOW);
        List<Replacement> decided = step.actions().stream()
                .flatMap(it -> it instanceof Action.SetReplaced set
                        ? Stream.of(set.replaced().getLast())
                        : Stream.empty())
                .toList();

        assertThat(decided).map(it -> it.pod() + " " + it.cause()).isEqualTo(row.decided);
        assertThat(step.watchdog().heldBack().orElse("")).contains(row.heldBack);
        assertThat(step.watchdog().heldBack().isPresent()).isEqualTo(!row.heldBack.isEmpty());
    }

    static Stream<Row> replaced() {
        return Stream.of(
                row("nobody, when all are well", THREE, three(WELL, WELL, WELL)),
                row("one that has not answered for the time", THREE, silent(LONG_ENOUGH))
                        .replaces("a-1 UNRESPONSIVE"),
                row("not one that has not answered for a second less", THREE, silent(LONG_ENOUGH.plusSeconds(1))),
                row(
                        "nor one that was not asked: the time in which nobody looks is no silence",
                        THREE,
                        stable().open("a-1").asked(NOW).open("a-2").open("a-3")),
                row("one with an event loop that does not turn", THREE, three(STALLED, WELL, WELL))
                        .replaces("a-1 STALLED"),
                row("one that is near its memory limit", THREE, three(WELL, FULL, WELL))
                        .replaces("a-2 MEMORY"),
                row("not one that is merely warm", THREE, three(WELL, new Vitals(0, 89, 0, 1000, 10), WELL)),
                row("one that the kernel hardly lets run", THREE, three(WELL, WELL, THROTTLED))
                        .replaces("a-3 THROTTLED"),
                row("one that fails far more than the others", THREE, three(FAILING, WELL, WELL))
                        .replaces("a-1 ERRORS"),
                row(
                                "the only pod, when it does not answer",
                                Goal.of("a", 1).watched(5),
                                stable().open("a-1").asked(LONG_ENOUGH))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                                "one that has stopped being ready meanwhile",
                                THREE,
                                stable().unready("a-1")
                                        .asked(LONG_ENOUGH)
                                        .open("a-2")
                                        .open("a-3"))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                                "the worst of two first",
                                THREE.surge(2),
                                stable().open("a-1")
                                        .feels(FULL)
                                        .open("a-2")
                                        .feels(STALLED)
                                        .open("a-3")
                                        .feels(WELL)
                                        .open("a-4")
                                        .feels(WELL))
                        .replaces("a-2 STALLED"));
    }

    static Stream<Row> common() {
        return Stream.of(
                row("none, when no pod answers: it is the operator's own network", THREE, noneAnswers())
                        .heldBack("so it is with most pods"),
                row(
                                "nor when the others have only just fallen silent",
                                THREE,
                                stable().open("a-1")
                                        .asked(LONG_ENOUGH)
                                        .open("a-2")
                                        .asked(NOW)
                                        .open("a-3")
                                        .asked(NOW))
                        .heldBack("so it is with most pods"),
                row("none, when most are full: it is the load", THREE, three(FULL, new Vitals(0, 85, 0, 0, 0), WELL))
                        .heldBack("is near its memory limit, and so it is with most pods"),
                row("none, when most are throttled", THREE, three(THROTTLED, THROTTLED, WELL))
                        .heldBack("so it is with most pods"),
                row(
                                "one of two, when the other is well",
                                Goal.of("a", 2).watched(5),
                                stable().open("a-1").feels(FULL).open("a-2").feels(WELL))
                        .replaces("a-1 MEMORY"),
                row("none, when the provider fails everywhere", THREE, three(FAILING, FAILING, FAILING)),
                row(
                        "none, when it fails on the others half as often",
                        THREE,
                        three(FAILING, new Vitals(0, 60, 0, 1000, 250), WELL)),
                row(
                        "none for its errors, when there is no other",
                        Goal.of("a", 1).watched(5),
                        stable().open("a-1").feels(FAILING)),
                row("none for few requests", THREE, three(new Vitals(0, 60, 0, 49, 49), WELL, WELL)),
                row(
                        "nor beside others with few",
                        THREE,
                        three(FAILING, new Vitals(0, 60, 0, 24, 0), new Vitals(0, 60, 0, 25, 0))),
                row(
                                "one with another cause beside a common one",
                                THREE,
                                three(THROTTLED, THROTTLED, new Vitals(0, 95, 80, 1000, 10)))
                        .replaces("a-3 MEMORY"));
    }

    static Stream<Row> bounded() {
        Replacement before = new Replacement(NOW.minusSeconds(60), "a-0", Cause.MEMORY, "");
        Replacement earlier = new Replacement(NOW.minusSeconds(180), "a-0", Cause.MEMORY, "");
        Scene sick = silent(LONG_ENOUGH);
        return Stream.of(
                row("the second a minute after the first", THREE, silent(LONG_ENOUGH, before))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                        "and not a second before",
                        THREE,
                        silent(LONG_ENOUGH, new Replacement(NOW.minusSeconds(59), "a-0", Cause.MEMORY, ""))),
                row("the third not a minute after the second", THREE, silent(LONG_ENOUGH, earlier, before)),
                row(
                                "but two",
                                THREE,
                                silent(
                                        LONG_ENOUGH,
                                        earlier,
                                        new Replacement(NOW.minusSeconds(120), "a-0", Cause.MEMORY, "")))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                                "not more than are allowed within the window",
                                Goal.of("a", 3).watched(2),
                                silent(LONG_ENOUGH, earlier, earlier))
                        .heldBack("2 pods were within 1h, as many as spec.watchdog.maxRestarts allows"),
                row(
                                "what was before the window does not count",
                                Goal.of("a", 3).watched(1),
                                silent(
                                        LONG_ENOUGH,
                                        new Replacement(NOW.minus(Duration.ofHours(1)), "a-0", Cause.MEMORY, "")))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                                "nor does what somebody has written of a time to come",
                                Goal.of("a", 3).watched(1),
                                silent(
                                        LONG_ENOUGH,
                                        new Replacement(NOW.plus(Duration.ofHours(1)), "a-0", Cause.MEMORY, "")))
                        .replaces("a-1 UNRESPONSIVE"),
                row(
                                "those of earlier revisions count",
                                Goal.of("a", 3).watched(1),
                                Scene.empty()
                                        .unproven("z")
                                        .replaced(before)
                                        .proven("a")
                                        .open("a-1")
                                        .asked(LONG_ENOUGH)
                                        .open("a-2")
                                        .open("a-3"))
                        .heldBack("1 pods were within 1h"),
                row("none, when it only reports", Goal.of("a", 3).watched(0), sick)
                        .heldBack("a-1 does not answer, which is only reported"),
                row(
                        "none, while another one that has to go still serves",
                        THREE,
                        stable().replaced(new Replacement(NOW.minus(Duration.ofMinutes(30)), "a-2", Cause.MEMORY, ""))
                                .open("a-1")
                                .asked(LONG_ENOUGH)
                                .open("a-2")
                                .open("a-3")),
                row(
                                "but one that is not open, for it may be the very pod that the other waits for",
                                THREE,
                                stable().replaced(new Replacement(
                                                NOW.minus(Duration.ofMinutes(30)), "a-2", Cause.UNRESPONSIVE, ""))
                                        .open("a-1")
                                        .unready("a-2")
                                        .asked(LONG_ENOUGH)
                                        .open("a-3")
                                        .unready("a-4")
                                        .asked(LONG_ENOUGH))
                        .replaces("a-4 UNRESPONSIVE"));
    }

    static Stream<Row> left() {
        return Stream.of(
                row("none, when nobody looks", Goal.of("a", 3), silent(LONG_ENOUGH)),
                row(
                        "none of a gateway that is deleted",
                        Goal.of("a", 0).watched(5).deletion(),
                        silent(LONG_ENOUGH)),
                row(
                        "none of a candidate: its rollout judges it",
                        Goal.of("b", 2).watched(5),
                        stable().open("a-1").unproven("b").open("b-1").asked(LONG_ENOUGH)),
                row(
                        "none that is crashed: kubelet starts it again",
                        THREE,
                        stable().crashed("a-1").asked(LONG_ENOUGH).open("a-2").open("a-3")),
                row(
                        "none on a node that is being left: it is replaced anyway",
                        THREE,
                        stable().open("a-1")
                                .asked(LONG_ENOUGH)
                                .onLeavingNode()
                                .open("a-2")
                                .open("a-3")),
                row(
                        "none that refuses to say: its token is another",
                        THREE,
                        stable().open("a-1").asked(NOW).open("a-2").open("a-3")),
                row(
                                "a stable one while a canary bakes",
                                Goal.of("b", 3).watched(5).canary(1),
                                stable().open("a-1")
                                        .asked(LONG_ENOUGH)
                                        .open("a-2")
                                        .open("a-3")
                                        .unproven("b")
                                        .bakes(NOW.minusSeconds(60), "a-1", "a-2", "a-3", "b-1")
                                        .open("b-1"))
                        .replaces("a-1 UNRESPONSIVE"));
    }

    @Test
    void anotherPodComesFirstThenTheSickOneLeavesAndGoes() {
        Replacement sick = new Replacement(NOW.minusSeconds(5), "a-1", Cause.UNRESPONSIVE, "");
        Scene marked = stable().replaced(sick)
                .open("a-1")
                .asked(LONG_ENOUGH)
                .open("a-2")
                .open("a-3");

        assertThat(actions(THREE, marked)).containsExactly(new Action.CreateSeat("a-4", "a", 4, false));
        assertThat(Rollout.decide(THREE.desired(), marked.observed(), NOW).sentence())
                .isEqualTo("creating pods of revision a: 2 of 3 are there");
        assertThat(actions(THREE, marked.warming("a-4"))).isEmpty();
        Scene replaced = stable().replaced(sick)
                .open("a-1")
                .asked(LONG_ENOUGH)
                .open("a-2")
                .open("a-3")
                .open("a-4");
        assertThat(actions(THREE, replaced))
                .containsExactly(
                        new Action.RetireSeat("a-1", NOW),
                        new Action.Withdraw("a-1", "a-1", NOW),
                        new Action.TellDrain("a-1", "a-1", NOW.plus(Duration.ofMinutes(5))));
    }

    @Test
    void onePodThatIsMadeAnewInTheSameSeatStays() {
        Replacement sick = new Replacement(NOW.minusSeconds(600), "a-1-of-before", Cause.UNRESPONSIVE, "");
        assertThat(actions(
                        THREE, stable().replaced(sick).open("a-1").open("a-2").open("a-3")))
                .isEmpty();
    }

    /** It cannot be told to drain, so it may take as long as kubelet would give it: 5 minutes here, instead of 30. */
    @Test
    void oneThatDoesNotAnswerIsWaitedForAsLongAsKubeletWould() {
        Instant over = NOW.minus(Duration.ofMinutes(5)).minusSeconds(15);
        assertThat(actions(THREE, gone(over))).containsExactly(new Action.CloseSeat("a-1"));
        assertThat(actions(THREE, gone(over.plusSeconds(1)))).isEmpty();
        assertThat(actions(THREE.withoutLimit(), gone(over))).containsExactly(new Action.CloseSeat("a-1"));
    }

    /** One that answers again drains as long as any other. */
    @Test
    void oneThatAnswersAgainDrainsLikeAnyOther() {
        Replacement sick = new Replacement(NOW.minus(Duration.ofMinutes(11)), "a-1", Cause.UNRESPONSIVE, "");
        Scene scene = stable().replaced(sick)
                .draining("a-1", 2)
                .open("a-2")
                .open("a-3")
                .open("a-4");
        assertThat(actions(THREE, scene)).isEmpty();
    }

    @Test
    void whileOneIsSilentItIsAskedMoreOften() {
        assertThat(Rollout.decide(THREE.desired(), silent(NOW.minusSeconds(1)).observed(), NOW)
                        .requeueAfter())
                .contains(Duration.ofSeconds(5));
        assertThat(Rollout.decide(THREE.desired(), silent(NOW.minusSeconds(13)).observed(), NOW)
                        .requeueAfter())
                .contains(Duration.ofSeconds(2));
        assertThat(Rollout.decide(THREE.desired(), three(WELL, WELL, WELL).observed(), NOW)
                        .requeueAfter())
                .isEmpty();
    }

    @Test
    void whatWasDecidedIsKeptWithTheRoutersOwnWords() {
        Step step = Rollout.decide(THREE.desired(), three(FULL, WELL, WELL).observed(), NOW);

        assertThat(step.verdict()).isEqualTo(new Verdict.Moving());
        assertThat(step.sentence()).isEqualTo("replacing a-1, which is near its memory limit");
        assertThat(step.actions().getLast())
                .isEqualTo(new Action.SetReplaced(
                        "a",
                        List.of(new Replacement(
                                NOW,
                                "a-1",
                                Cause.MEMORY,
                                "is near its memory limit: its router says: serving, 0 in flight; event loop not turned for 0 ms; memory 90%;"
                                        + " throttled 0%; 10 of 1000 requests failed in the last minute"))));
    }

    @Test
    void whatIsWrittenIsReadAndNothingElse() {
        List<Replacement> all = List.of(new Replacement(NOW, "a-1", Cause.MEMORY, "full"));
        assertThat(Replacement.parse(Replacement.text(all))).isEqualTo(all);
        assertThat(Stream.of("", "null", "yesterday", "{}", "[null]", "[{\"pod\":\"a-1\"}]", "[{\"cause\":\"ELSE\"}]"))
                .allSatisfy(it -> assertThat(Replacement.parse(it)).isEmpty());
    }

    @Test
    void theOldestAreForgottenWhereThereAreTooMany() {
        List<Replacement> all = List.of();
        for (int i = 0; i < 30; i++) {
            all = Replacement.appended(all, new Replacement(NOW, "a-" + i, Cause.MEMORY, ""));
        }
        assertThat(all).hasSize(20);
        assertThat(all.getLast().pod()).isEqualTo("a-29");
        assertThat(all.getFirst().pod()).isEqualTo("a-10");
    }

    private static Scene gone(Instant retired) {
        Replacement sick = new Replacement(retired.minusSeconds(10), "a-1", Cause.UNRESPONSIVE, "");
        return stable().replaced(sick)
                .retired("a-1", Kubelet.RUNNING, new RouterReport.Silent(retired.minusSeconds(25)), retired)
                .open("a-2")
                .open("a-3")
                .open("a-4");
    }

    private static List<Action> actions(Goal goal, Scene scene) {
        return Rollout.decide(goal.desired(), scene.observed(), NOW).actions();
    }

    private static Scene stable() {
        return Scene.empty().proven("a");
    }

    private static Scene silent(Instant since, Replacement... before) {
        return stable().replaced(before)
                .open("a-1")
                .asked(since)
                .open("a-2")
                .feels(WELL)
                .open("a-3")
                .feels(WELL);
    }

    private static Scene noneAnswers() {
        return stable().open("a-1")
                .asked(LONG_ENOUGH)
                .open("a-2")
                .asked(LONG_ENOUGH)
                .open("a-3")
                .asked(LONG_ENOUGH);
    }

    private static Scene three(Vitals one, Vitals two, Vitals three) {
        return stable().open("a-1")
                .feels(one)
                .open("a-2")
                .feels(two)
                .open("a-3")
                .feels(three);
    }

    private static Row row(String name, Goal goal, Scene scene) {
        return new Row(name, goal, scene, List.of(), "");
    }

    record Row(String name, Goal goal, Scene scene, List<String> decided, String heldBack) {
        Row replaces(String what) {
            return new Row(name, goal, scene, List.of(what), heldBack);
        }

        Row heldBack(String why) {
            return new Row(name, goal, scene, decided, why);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
