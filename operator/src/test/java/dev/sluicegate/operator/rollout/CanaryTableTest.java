package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.LONG_AGO;
import static dev.sluicegate.operator.rollout.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.RolloutTableTest.Row;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is decided while the canary pods of a candidate bake. They bake for 5 minutes. */
class CanaryTableTest {
    private static final Goal GOAL = Goal.of("b", 3).canary(1).rollingBack();
    private static final Instant BEGAN = NOW.minusSeconds(60);
    private static final Instant OVER = NOW.minus(Duration.ofMinutes(5));
    private static final String[] ALL = {"a-1", "a-2", "a-3", "b-1"};
    private static final String BAKING = "the canary of b bakes until 2026-11-21T12:04:00Z: ";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"begins", "goesOn", "ends", "meanwhile", "crashes"})
    void decides(Row row) {
        Step step = Rollout.decide(row.wish().desired(), row.scene().observed(), NOW);

        assertThat(step.actions()).containsExactlyElementsOf(row.actions());
        assertThat(step.verdict()).isEqualTo(row.verdict());
        assertThat(step.sentence()).isEqualTo(row.sentence());
    }

    static Stream<Row> begins() {
        return Stream.of(
                row("the first pod comes alone", GOAL, stable(3))
                        .does(new Action.CreateRecord("b"), new Action.CreateSeat("b-1", "b", 1, true))
                        .is(new Verdict.Rolling(), "creating canary pods of revision b: 0 of 1 are there"),
                row(
                                "as many as are asked for, if the surge leaves room",
                                GOAL.canary(2).surge(2),
                                stable(3).unproven("b"))
                        .does(new Action.CreateSeat("b-1", "b", 1, true), new Action.CreateSeat("b-2", "b", 2, true))
                        .is(new Verdict.Rolling(), "creating canary pods of revision b: 0 of 2 are there"),
                row("and no more than that", GOAL.canary(2), stable(3).unproven("b"))
                        .does(new Action.CreateSeat("b-1", "b", 1, true))
                        .is(new Verdict.Rolling(), "creating canary pods of revision b: 0 of 1 are there"),
                row(
                                "it is admitted like any other",
                                GOAL,
                                stable(3).unproven("b").acknowledged("b-1"))
                        .does(new Action.OpenGate("b-1", "b-1"))
                        .is(new Verdict.Rolling(), "waiting for b-1 to become ready"),
                row(
                                "when it is open, its bake begins, with what has been counted by then",
                                GOAL,
                                counting(stable(3).unproven("b").open("b-1")))
                        .does(new Action.SetBake(
                                "b", new Bake(Goal.ATTEMPT, NOW, false, baselines(new RequestTotals(70, 7, 0, 0)))))
                        .is(new Verdict.Rolling(), BEGINS),
                row(
                                "but not as long as another lacks",
                                GOAL.canary(2).surge(2),
                                stable(3).unproven("b").open("b-1").pending("b-2"))
                        .is(new Verdict.Rolling(), "waiting for b-2 to start"),
                row(
                                "the only pod stays beside the canary",
                                Goal.of("b", 1).canary(1),
                                stable(1)
                                        .unproven("b")
                                        .bakes(BEGAN, "a-1", "b-1")
                                        .open("b-1"))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "the first revision of all has none: there is nothing to go back to",
                                GOAL,
                                Scene.empty().unproven("b"))
                        .does(
                                new Action.CreateSeat("b-1", "b", 1, true),
                                new Action.CreateSeat("b-2", "b", 2, true),
                                new Action.CreateSeat("b-3", "b", 3, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 3 are there"));
    }

    static Stream<Row> goesOn() {
        return Stream.of(
                row("nothing is retired, and none is added", GOAL, baking(100, 1))
                        .is(new Verdict.Rolling(), BAKING + numbers("1 of 100 requests (1%)", "0 of 0 (0%)")),
                row(
                                "what was counted before the bake is no concern of it",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .with(since(BEGAN, new RequestTotals(900, 900, 0, 0)))
                                        .open("b-1")
                                        .counted(1000, 901))
                        .is(new Verdict.Rolling(), BAKING + numbers("1 of 100 requests (1%)", "0 of 0 (0%)")),
                row("two failures of two requests tell nothing", GOAL, baking(2, 2))
                        .is(new Verdict.Rolling(), BAKING + numbers("2 of 2 requests (100%)", "0 of 0 (0%)")),
                row("three are more than fifty requests may have", GOAL, baking(3, 3))
                        .does(failed("the canary of b fails too many requests, at most 5% may: "
                                + numbers("3 of 3 requests (100%)", "0 of 0 (0%)")))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                failing("5%", "3 of 3 requests (100%)", "0 of 0 (0%)")),
                row("too many of many", GOAL, baking(1000, 51))
                        .does(failed("the canary of b fails too many requests, at most 5% may: "
                                + numbers("51 of 1000 requests (5.1%)", "0 of 0 (0%)")))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                failing("5%", "51 of 1000 requests (5.1%)", "0 of 0 (0%)")),
                row("with Hold it stays as it is", Goal.of("b", 3).canary(1), baking(1000, 51))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                failing("5%", "51 of 1000 requests (5.1%)", "0 of 0 (0%)")),
                row("a provider that fails everywhere is not put down to the canary", GOAL, everywhere(100, 30, 20))
                        .is(new Verdict.Rolling(), BAKING + numbers("30 of 100 requests (30%)", "60 of 300 (20%)")),
                row("but what is far worse than elsewhere is", GOAL, everywhere(100, 46, 20))
                        .does(failed("the canary of b fails too many requests, at most 45% may: "
                                + numbers("46 of 100 requests (46%)", "60 of 300 (20%)")))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                failing("45%", "46 of 100 requests (46%)", "60 of 300 (20%)")),
                row(
                                "nor is it at the very beginning",
                                GOAL,
                                stable(2)
                                        .open("a-3")
                                        .counted(10, 10)
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .counted(10, 10))
                        .is(new Verdict.Rolling(), BAKING + numbers("10 of 10 requests (100%)", "10 of 10 (100%)")),
                row(
                                "what a few requests elsewhere say does not excuse many",
                                GOAL,
                                stable(2)
                                        .open("a-3")
                                        .counted(1, 1)
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .counted(60, 30))
                        .does(failed("the canary of b fails too many requests, at most 5% may: "
                                + numbers("30 of 60 requests (50%)", "1 of 1 (100%)")))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                failing("5%", "30 of 60 requests (50%)", "1 of 1 (100%)")),
                row("streams that begin too late", GOAL, late(250, 100))
                        .does(failed(LATE))
                        .is(new Verdict.Stalled("CanaryFailed"), LATE + SERVE),
                row("streams that begin late everywhere", GOAL, late(250, 200))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 60 requests (0%)", "0 of 60 (0%)")),
                row(
                                "a router that counts nothing is judged by the time alone",
                                GOAL,
                                stable(3).unproven("b").bakes(BEGAN, ALL).open("b-1"))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")));
    }

    static Stream<Row> ends() {
        Scene over = stable(3).unproven("b").bakes(OVER, ALL).open("b-1").counted(100, 5);
        return Stream.of(
                row("the bake is over", GOAL, over)
                        .does(new Action.SetBake("b", new Bake(Goal.ATTEMPT, OVER, true, Map.of())))
                        .is(new Verdict.Rolling(), "the canary of b has passed: the others follow"),
                row(
                                "not a second sooner",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(OVER.plusSeconds(1), ALL)
                                        .open("b-1"))
                        .is(
                                new Verdict.Rolling(),
                                "the canary of b bakes until 2026-11-21T12:00:01Z: 0 of 0 requests (0%) since 2026-11-21T11:55:01Z failed, and 0 of 0 (0%) of the stable pods"),
                row(
                                "then it goes on as any rollout",
                                GOAL,
                                stable(3).unproven("b").passed().open("b-1"))
                        .does(
                                new Action.RetireSeat("a-1", NOW),
                                new Action.Withdraw("a-1", "a-1", NOW),
                                new Action.TellDrain("a-1", "a-1", NOW.plus(Duration.ofMinutes(30))))
                        .is(new Verdict.Rolling(), "retiring a-1"),
                row(
                                "a canary that is lost afterwards bakes no second time",
                                GOAL,
                                stable(3).unproven("b").passed())
                        .does(new Action.CreateSeat("b-1", "b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"),
                row(
                                "what has failed makes way",
                                GOAL.since(LONG_AGO),
                                stable(3).failed("b", LONG_AGO).open("b-1"))
                        .does(
                                new Action.RetireSeat("b-1", NOW),
                                new Action.Withdraw("b-1", "b-1", NOW),
                                new Action.TellDrain("b-1", "b-1", NOW.plus(Duration.ofMinutes(30))))
                        .is(
                                new Verdict.RolledBack("b"),
                                "revision b has failed, a runs: its config is rejected. To try b again, set another spec.rollout.restart.token. Now: retiring b-1"),
                row("a person needs no more of it", GOAL.promoted(), baking(1000, 900))
                        .does(new Action.SetBake("b", new Bake(Goal.ATTEMPT, NOW, true, Map.of())))
                        .is(new Verdict.Rolling(), "the canary of b has passed: the others follow"),
                row(
                                "where no stable pod can come up, nothing is there to stand beside",
                                GOAL,
                                Scene.empty()
                                        .proven("a")
                                        .pending("a-1", new Problem(Problem.CONFIG_REJECTED, "no"))
                                        .pending("a-2", new Problem("CrashLoopBackOff", ""))
                                        .pending("a-3", new Problem("OOMKilled", ""))
                                        .unproven("b"))
                        .does(
                                new Action.CreateSeat("b-1", "b", 1, true),
                                new Action.SetBake("b", new Bake(Goal.ATTEMPT, NOW, true, Map.of())))
                        .is(
                                new Verdict.Stalled("ConfigRejected"),
                                "a-1 does not come up, ConfigRejected: no; correct the spec, or a Secret that it names, or use a spec.image that knows what the spec asks for"),
                row(
                                "the program crashes: it fails like any revision",
                                GOAL,
                                stable(3).unproven("b").pending("b-1", new Problem(Problem.CONFIG_REJECTED, "no")))
                        .does(new Action.MarkFailed(
                                "b", new RevisionState.Failure(Goal.ATTEMPT, "ConfigRejected", REJECTED)))
                        .is(new Verdict.Stalled("ConfigRejected"), REJECTED + SERVE),
                row(
                                "its router never answers",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .silent(NOW.minus(Duration.ofMinutes(10))))
                        .does(failed("the router of canary pod b-1 has not answered for 10m"))
                        .is(
                                new Verdict.Stalled("CanaryFailed"),
                                "the router of canary pod b-1 has not answered for 10m" + SERVE),
                row(
                                "or does not answer now",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(OVER, ALL)
                                        .open("b-1")
                                        .silent(NOW.minusSeconds(9)))
                        .is(new Verdict.Rolling(), "waiting for the router of canary pod b-1 to answer"));
    }

    static Stream<Row> meanwhile() {
        Action begins = new Action.SetBake("b", new Bake(Goal.ATTEMPT, NOW, false, baselines(RequestTotals.NONE)));
        String anew = BEGINS;
        return Stream.of(
                row(
                                "a canary pod that was replaced bakes anew",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(OVER, "a-1", "a-2", "a-3", "b-0")
                                        .open("b-1"))
                        .does(begins)
                        .is(new Verdict.Rolling(), anew),
                row(
                                "and one whose container was restarted: its counts are gone",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .with(new Bake(
                                                Goal.ATTEMPT,
                                                OVER,
                                                false,
                                                Map.of("b-1", new Bake.Baseline(OVER, RequestTotals.NONE, 0))))
                                        .open("b-1"))
                        .does(begins)
                        .is(new Verdict.Rolling(), anew),
                row(
                                "and what was wanted before, and is wanted again",
                                GOAL.since(NOW.minusSeconds(5)),
                                stable(3).unproven("b").bakes(OVER, ALL).open("b-1"))
                        .does(new Action.SetBake(
                                "b", new Bake(NOW.minusSeconds(5), NOW, false, baselines(RequestTotals.NONE))))
                        .is(new Verdict.Rolling(), anew),
                row(
                                "and what has passed before, and is wanted again",
                                GOAL.since(NOW.minusSeconds(5)),
                                stable(3).unproven("b").passed().open("b-1"))
                        .does(new Action.SetBake(
                                "b", new Bake(NOW.minusSeconds(5), NOW, false, baselines(RequestTotals.NONE))))
                        .is(new Verdict.Rolling(), anew),
                row(
                                "and what has begun in a time that is to come",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(NOW.plus(Duration.ofHours(1)), ALL)
                                        .open("b-1"))
                        .does(begins)
                        .is(new Verdict.Rolling(), anew),
                row(
                                "a stable pod that was restarted counts from its start",
                                GOAL,
                                stable(3)
                                        .counted(200, 200)
                                        .restarted(NOW.minusSeconds(30))
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .counted(100, 90))
                        .is(new Verdict.Rolling(), BAKING + numbers("90 of 100 requests (90%)", "200 of 200 (100%)")),
                row(
                                "paused, it bakes on, and nothing follows",
                                GOAL.held(),
                                stable(3)
                                        .unproven("b")
                                        .bakes(OVER, ALL)
                                        .open("b-1")
                                        .counted(100, 90))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "paused when it has failed, it holds no place of a stable pod",
                                GOAL.held(),
                                stable(2)
                                        .warming("a-3")
                                        .failed("b", Goal.ATTEMPT)
                                        .open("b-1"))
                        .is(new Verdict.RolledBack("b"), GONE_BACK),
                row(
                                "and makes way for it",
                                GOAL.held(),
                                stable(3).failed("b", Goal.ATTEMPT).open("b-1", 9))
                        .does(
                                new Action.RetireSeat("b-1", NOW),
                                new Action.Withdraw("b-1", "b-1", NOW),
                                new Action.TellDrain("b-1", "b-1", NOW.plus(Duration.ofMinutes(30))))
                        .is(new Verdict.RolledBack("b"), GONE_BACK),
                row("paused before, none comes", GOAL.held(), stable(3).unproven("b"))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "a scale-out brings stable pods",
                                Goal.of("b", 5).canary(1),
                                stable(3).unproven("b").bakes(BEGAN, ALL).open("b-1"))
                        .does(new Action.CreateSeat("a-4", "a", 4, false), new Action.CreateSeat("a-5", "a", 5, false))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 3 of 5 are there"),
                row(
                                "a scale-in takes stable pods",
                                Goal.of("b", 2).canary(1),
                                stable(3).unproven("b").bakes(BEGAN, ALL).open("b-1"))
                        .does(
                                new Action.RetireSeat("a-1", NOW),
                                new Action.Withdraw("a-1", "a-1", NOW),
                                new Action.TellDrain("a-1", "a-1", NOW.plus(Duration.ofMinutes(30))))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "scaled to zero, nothing bakes",
                                Goal.of("b", 0).canary(1),
                                Scene.empty().proven("a").unproven("b"))
                        .is(new Verdict.Converged(), "scaled to zero, at revision b"),
                row(
                                "another change takes its place",
                                Goal.of("c", 3).canary(1),
                                stable(3).unproven("b").bakes(OVER, ALL).open("b-1"))
                        .does(
                                new Action.RetireSeat("b-1", NOW),
                                new Action.Withdraw("b-1", "b-1", NOW),
                                new Action.TellDrain("b-1", "b-1", NOW.plus(Duration.ofMinutes(30))),
                                new Action.CreateRecord("c"))
                        .is(new Verdict.Rolling(), "creating canary pods of revision c: 0 of 1 are there"),
                row(
                                "a stable pod leaves its node: the canary holds its place until another has come",
                                GOAL,
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .open("a-2")
                                        .open("a-3")
                                        .onLeavingNode()
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1"))
                        .does(
                                new Action.RetireSeat("a-3", NOW),
                                new Action.Withdraw("a-3", "a-3", NOW),
                                new Action.TellDrain("a-3", "a-3", NOW.plus(Duration.ofMinutes(30))))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "a canary pod leaves its node: another comes",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .onLeavingNode())
                        .does(
                                new Action.RetireSeat("b-1", NOW),
                                new Action.Withdraw("b-1", "b-1", NOW),
                                new Action.TellDrain("b-1", "b-1", NOW.plus(Duration.ofMinutes(30))))
                        .is(new Verdict.Rolling(), "creating canary pods of revision b: 0 of 1 are there"),
                row(
                                "a change that is made again takes back its canary",
                                GOAL,
                                stable(3).unproven("b").draining("b-1", 2))
                        .does(
                                new Action.ReopenSeat("b-1"),
                                new Action.TellOpen("b-1", "b-1"),
                                new Action.Restore("b-1", "b-1"))
                        .is(new Verdict.Rolling(), "creating canary pods of revision b: 0 of 1 are there"),
                row(
                                "deleted, it drains like the others",
                                Goal.of("b", 0).canary(1).deletion(),
                                Scene.empty()
                                        .proven("a")
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .retired("b-1", Kubelet.RUNNING, Scene.report("b-1", Phase.DRAINED, 0, null)))
                        .does(new Action.CloseSeat("b-1"))
                        .is(new Verdict.Draining(), "being deleted: removing b-1"));
    }

    static Stream<Row> crashes() {
        Scene again = stable(3).unproven("b").bakes(OVER, ALL).open("b-1").restarted(NOW.minusSeconds(5));
        return Stream.of(
                row("one crash is forgiven: it bakes anew, and the crash is kept in mind", GOAL, again.crashed(1))
                        .does(new Action.SetBake(
                                "b", new Bake(Goal.ATTEMPT, NOW, false, started("b-1", NOW.minusSeconds(5)))))
                        .is(new Verdict.Rolling(), BEGINS),
                row(
                                "two are not, in whichever bake they were, though nobody asks it anything any more",
                                GOAL,
                                crashing(2))
                        .does(failed(CRASHES))
                        .is(new Verdict.Stalled("CanaryFailed"), CRASHES + SERVE),
                row(
                                "nor while its router is not started again yet",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .crashed("b-1")
                                        .crashed(2))
                        .does(failed(CRASHES))
                        .is(new Verdict.Stalled("CanaryFailed"), CRASHES + SERVE),
                row(
                                "of two pods, one each",
                                GOAL.canary(2).surge(2),
                                stable(3)
                                        .unproven("b")
                                        .bakes(BEGAN, "a-1", "a-2", "a-3", "b-1", "b-2")
                                        .open("b-1")
                                        .crashed(1)
                                        .open("b-2")
                                        .crashed(1))
                        .does(failed(BOTH_CRASH))
                        .is(new Verdict.Stalled("CanaryFailed"), BOTH_CRASH + SERVE),
                row(
                                "what it crashed before its bake, it may crash",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .with(after(3))
                                        .open("b-1")
                                        .crashed(3))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "an operator that did not count them has begun the bake",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .with(after(null))
                                        .open("b-1")
                                        .crashed(3))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "what makes the stable pods crash as well is not put down to it",
                                GOAL,
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .crashed(2)
                                        .open("a-2")
                                        .crashed(1)
                                        .open("a-3")
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .crashed(2))
                        .is(new Verdict.Rolling(), BAKING + numbers("0 of 0 requests (0%)", "0 of 0 (0%)")),
                row(
                                "that one of them has crashed once is no excuse",
                                GOAL,
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .crashed(1)
                                        .open("a-2")
                                        .open("a-3")
                                        .unproven("b")
                                        .bakes(BEGAN, ALL)
                                        .open("b-1")
                                        .crashed(2))
                        .does(failed(CRASHES))
                        .is(new Verdict.Stalled("CanaryFailed"), CRASHES + SERVE),
                row(
                                "nor that no stable pod is left that could be compared",
                                GOAL,
                                stable(3)
                                        .unproven("b")
                                        .bakes(BEGAN, "b-1")
                                        .open("b-1")
                                        .crashed(2))
                        .does(failed(CRASHES))
                        .is(new Verdict.Stalled("CanaryFailed"), CRASHES + SERVE),
                row(
                                "what it crashed when it was wanted before is forgotten",
                                GOAL.since(NOW.minusSeconds(5)),
                                stable(3)
                                        .unproven("b")
                                        .bakes(OVER, ALL)
                                        .open("b-1")
                                        .crashed(2))
                        .does(new Action.SetBake("b", new Bake(NOW.minusSeconds(5), NOW, false, after(2).baselines())))
                        .is(new Verdict.Rolling(), BEGINS),
                row("paused, it is not given up", GOAL.held(), crashing(2))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row("a person wants it all the same", GOAL.promoted(), crashing(2))
                        .does(new Action.SetBake("b", new Bake(Goal.ATTEMPT, NOW, true, Map.of())))
                        .is(new Verdict.Rolling(), "the canary of b has passed: the others follow"));
    }

    /** An operator of before wrote it, and one of after reads it. */
    @Test
    void readsARecordWithoutCrashes() {
        Bake read = Bake.parse(
                "{\"attempt\":\"2026-11-21T12:00:00Z\",\"since\":\"2026-11-21T12:00:00Z\",\"passed\":false,\"baselines\":{\"b-1\":{\"startedAt\":\"2026-11-21T12:00:00Z\",\"totals\":{\"ended\":1,\"failed\":0,\"firstBytes\":0,\"firstByteLogs\":0.0}}}}");

        assertThat(read)
                .isEqualTo(new Bake(
                        Instant.parse("2026-11-21T12:00:00Z"),
                        Instant.parse("2026-11-21T12:00:00Z"),
                        false,
                        Map.of(
                                "b-1",
                                new Bake.Baseline(
                                        Instant.parse("2026-11-21T12:00:00Z"), new RequestTotals(1, 0, 0, 0), null))));
        assertThat(Bake.parse(after(2).text())).isEqualTo(after(2));
    }

    private static Scene crashing(int crashes) {
        return stable(3)
                .unproven("b")
                .bakes(OVER, ALL)
                .open("b-1")
                .restarted(NOW.minusSeconds(5))
                .crashed(crashes);
    }

    /** A bake of a minute that began when its pod had crashed so often. */
    private static Bake after(@Nullable Integer crashes) {
        Map<String, Bake.Baseline> baselines = new HashMap<>(baselines(RequestTotals.NONE));
        baselines.put("b-1", new Bake.Baseline(LONG_AGO, RequestTotals.NONE, crashes));
        return new Bake(Goal.ATTEMPT, BEGAN, false, baselines);
    }

    private static Map<String, Bake.Baseline> started(String pod, Instant startedAt) {
        Map<String, Bake.Baseline> baselines = new HashMap<>(baselines(RequestTotals.NONE));
        baselines.put(pod, new Bake.Baseline(startedAt, RequestTotals.NONE, 0));
        return baselines;
    }

    private static final String CRASHES =
            "the routers of the canary of b crash: b-1 2 times since its bake began, the last time Error, exit code 134 (signal 6)";
    private static final String BOTH_CRASH =
            "the routers of the canary of b crash: b-1 once since its bake began, the last time Error, exit code 134 (signal 6), b-2 once since its bake began, the last time Error, exit code 134 (signal 6)";
    private static final String GONE_BACK =
            "revision b has failed, a runs: its config is rejected. To try b again, set another spec.rollout.restart.token. Now: paused: the rollout of a goes on when spec.rollout.paused is false";
    private static final String BEGINS =
            "the canary of b bakes until 2026-11-21T12:05:00Z: 0 of 0 requests (0%) since 2026-11-21T12:00:00Z failed, and 0 of 0 (0%) of the stable pods";
    private static final String SERVE = ". 3 pods of the old revision go on serving";
    private static final String LATE =
            "the streams of the canary of b begin too late: typically after 250 ms in 60 streams since 2026-11-21T11:59:00Z, those of the stable pods after 100 ms in 60, and at most 2.0 times that is allowed";
    private static final String REJECTED =
            "b-1 does not come up, ConfigRejected: no; correct the spec, or a Secret that it names, or use a spec.image that knows what the spec asks for";

    private static Action failed(String cause) {
        return new Action.MarkFailed("b", new RevisionState.Failure(Goal.ATTEMPT, "CanaryFailed", cause));
    }

    private static String failing(String limit, String canary, String stable) {
        return "the canary of b fails too many requests, at most %s may: %s%s"
                .formatted(limit, numbers(canary, stable), SERVE);
    }

    private static String numbers(String canary, String stable) {
        return "%s since 2026-11-21T11:59:00Z failed, and %s of the stable pods".formatted(canary, stable);
    }

    private static Scene stable(int pods) {
        Scene scene = Scene.empty().proven("a");
        for (int i = 1; i <= pods; i++) {
            scene.open("a-" + i);
        }
        return scene;
    }

    /** One canary pod bakes for a minute, and has counted so much; the stable pods have counted nothing. */
    private static Scene baking(long ended, long failed) {
        return stable(3).unproven("b").bakes(BEGAN, ALL).open("b-1").counted(ended, failed);
    }

    private static Scene everywhere(long ended, long failed, long stable) {
        Scene scene = Scene.empty().proven("a");
        for (int i = 1; i <= 3; i++) {
            scene.open("a-" + i).counted(100, stable);
        }
        return scene.unproven("b").bakes(BEGAN, ALL).open("b-1").counted(ended, failed);
    }

    private static Scene late(double canary, double stable) {
        return Scene.empty()
                .proven("a")
                .open("a-1")
                .counted(streams(stable))
                .open("a-2")
                .open("a-3")
                .unproven("b")
                .bakes(BEGAN, ALL)
                .open("b-1")
                .counted(streams(canary));
    }

    private static RequestTotals streams(double millis) {
        return new RequestTotals(60, 0, 60, 60 * RequestTotals.logOf(millis));
    }

    private static Scene counting(Scene scene) {
        return scene.counted(70, 7);
    }

    private static Bake since(Instant began, RequestTotals canary) {
        return new Bake(Goal.ATTEMPT, began, false, baselines(canary));
    }

    private static Map<String, Bake.Baseline> baselines(RequestTotals canary) {
        return List.of(ALL).stream()
                .collect(Collectors.toMap(
                        it -> it,
                        it -> new Bake.Baseline(LONG_AGO, it.startsWith("b") ? canary : RequestTotals.NONE, 0)));
    }

    private static Row row(String name, Goal wish, Scene scene) {
        return new Row(name, wish, scene, List.of(), new Verdict.Converged(), "");
    }
}
