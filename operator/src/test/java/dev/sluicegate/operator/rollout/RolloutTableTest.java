package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.LONG_AGO;
import static dev.sluicegate.operator.rollout.Scene.NOW;
import static dev.sluicegate.operator.rollout.Scene.RETIRED;
import static dev.sluicegate.operator.rollout.Scene.report;
import static dev.sluicegate.operator.rollout.Scene.serving;
import static dev.sluicegate.operator.rollout.Scene.starting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutTableTest {
    private static final Instant END = NOW.plus(Duration.ofMinutes(30));

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "start",
        "roll",
        "leave",
        "scale",
        "undo",
        "heal",
        "move",
        "pause",
        "stall",
        "rollback",
        "warm",
        "end"
    })
    void decides(Row row) {
        Step step = Rollout.decide(row.wish().desired(), row.scene().observed(), NOW);

        assertThat(step.actions()).containsExactlyElementsOf(row.actions());
        assertThat(step.verdict()).isEqualTo(row.verdict());
        assertThat(step.sentence()).isEqualTo(row.sentence());
    }

    static Stream<Row> start() {
        return Stream.of(
                row("a new gateway", Goal.of("a", 2), Scene.empty())
                        .does(new Action.CreateRecord("a"), create("a", 1, true), create("a", 2, true))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 0 of 2 are there"),
                row(
                                "its first pods",
                                Goal.of("a", 3),
                                Scene.empty()
                                        .unproven("a")
                                        .acknowledged("a-1")
                                        .warming("a-2")
                                        .pending("a-3"))
                        .does(new Action.OpenGate("a-1", "a-1"))
                        .is(new Verdict.Rolling(), "waiting for a-1 to become ready"),
                row(
                                "a pod that runs another config is not admitted",
                                Goal.of("a", 1),
                                Scene.empty().unproven("a").running("a-1", serving("b-1", 0)))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for a-1 to acknowledge: it runs revision b with config hash-of-b"),
                row(
                                "all are open",
                                Goal.of("a", 2),
                                Scene.empty().unproven("a").open("a-1").open("a-2"))
                        .does(new Action.Promote("a", NOW))
                        .is(new Verdict.Rolling(), "all pods of a are open: it becomes the stable revision"),
                row(
                                "then the gate leaves its seats",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").gated())
                        .does(new Action.Ungate("a-1"))
                        .is(new Verdict.Rolling(), "all pods of a are open: it becomes the stable revision"),
                row(
                                "converged",
                                Goal.of("a", 2),
                                Scene.empty().proven("a").open("a-1").open("a-2"))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row("zero is legal", Goal.of("a", 0), Scene.empty().unproven("a"))
                        .is(new Verdict.Converged(), "scaled to zero, at revision a"),
                row(
                                "a record that somebody has deleted is made again",
                                Goal.of("a", 1),
                                Scene.empty().open("a-1"))
                        .does(new Action.CreateRecord("a"))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 1 of 1 are there"));
    }

    static Stream<Row> roll() {
        Scene old = Scene.empty().proven("a").open("a-1", 4).open("a-2", 1).open("a-3", 7);
        return Stream.of(
                row(
                                "surge",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .open("a-2")
                                        .open("a-3"))
                        .does(new Action.CreateRecord("b"), create("b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"),
                row(
                                "nothing is retired before the candidate is open",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("b")
                                        .warming("b-4"))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for b-4 to acknowledge: its router has not answered since 2026-11-21T11:59:55Z"),
                row(
                                "nor before it serves, which waits for what it says",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("b")
                                        .running("b-4", starting("b-4", "the store of limits is away")))
                        .is(new Verdict.Rolling(), "waiting for b-4 to acknowledge: the store of limits is away"),
                row(
                                "the seat with the fewest in flight is retired: template, pod, router",
                                Goal.of("b", 3),
                                old.unproven("b").open("b-4"))
                        .does(
                                new Action.RetireSeat("a-2", NOW),
                                new Action.Withdraw("a-2", "a-2", NOW),
                                new Action.TellDrain("a-2", "a-2", END))
                        .is(new Verdict.Rolling(), "retiring a-2"),
                row(
                                "what was begun is finished",
                                Goal.of("b", 1),
                                done().proven("a")
                                        .retired("a-1", Kubelet.READY, serving("a-1", 3))
                                        .labelled(Traffic.ON))
                        .does(new Action.Withdraw("a-1", "a-1", NOW), new Action.TellDrain("a-1", "a-1", Scene.LATER))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (3 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "and before a pod is made that was to have its place",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("c")
                                        .retired("c-1", Kubelet.READY, serving("c-1", 0))
                                        .labelled(Traffic.ON)
                                        .unproven("b"))
                        .does(
                                new Action.Withdraw("c-1", "c-1", NOW),
                                new Action.TellDrain("c-1", "c-1", Scene.LATER),
                                new Action.CreateSeat("b-1", "b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"),
                row(
                                "or undone, when its pod cannot be done without",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a")
                                        .retired("a-1", Kubelet.READY, serving("a-1", 3))
                                        .labelled(Traffic.ON)
                                        .unproven("b")
                                        .warming("b-2"))
                        .does(new Action.ReopenSeat("a-1"))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for b-2 to acknowledge: its router has not answered since 2026-11-21T11:59:55Z"),
                row(
                                "without a limit there is no deadline",
                                Goal.of("b", 1).withoutLimit(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1", 4)
                                        .unproven("b")
                                        .open("b-2"))
                        .does(
                                new Action.RetireSeat("a-1", NOW),
                                new Action.Withdraw("a-1", "a-1", NOW),
                                new Action.TellDrain("a-1", "a-1", null))
                        .is(new Verdict.Rolling(), "retiring a-1"),
                row(
                                "a draining pod gives its place to a candidate",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .open("a-3")
                                        .unproven("b")
                                        .open("b-4"))
                        .does(create("b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 1 of 2 are there"),
                row(
                                "no more drain at once than may",
                                Goal.of("b", 3).draining(1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .open("a-3")
                                        .unproven("b")
                                        .open("b-4")
                                        .open("b-5"))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for a-2 to drain (5 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "but nobody waits for one whose drain nothing would end",
                                Goal.of("b", 3).draining(1).withoutLimit(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .retired("a-2", Kubelet.RUNNING, new RouterReport.Silent(Scene.RETIRED))
                                        .open("a-3")
                                        .unproven("b")
                                        .open("b-4")
                                        .open("b-5"))
                        .does(
                                new Action.RetireSeat("a-1", NOW),
                                new Action.Withdraw("a-1", "a-1", NOW),
                                new Action.TellDrain("a-1", "a-1", null))
                        .is(new Verdict.Rolling(), "retiring a-1"),
                row(
                                "unless it has been silent for less than a deletion would wait",
                                Goal.of("b", 3).draining(1).withoutLimit(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .retired(
                                                "a-2",
                                                Kubelet.RUNNING,
                                                new RouterReport.Silent(Scene.LONG_AGO, NOW.minusSeconds(299)))
                                        .open("a-3")
                                        .unproven("b")
                                        .open("b-4")
                                        .open("b-5"))
                        .is(new Verdict.Rolling(), "waiting for a-2 to drain (its router does not answer)"),
                row(
                                "a broken old pod makes way for an open candidate first",
                                Goal.of("b", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .crashed("a-2")
                                        .unproven("b")
                                        .open("b-3"))
                        .does(new Action.RetireSeat("a-2", NOW), new Action.Withdraw("a-2", "a-2", NOW))
                        .is(new Verdict.Rolling(), "retiring a-2"),
                row(
                                "but not for one that is not open",
                                Goal.of("b", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .crashed("a-2")
                                        .unproven("b")
                                        .pending("b-3"))
                        .is(new Verdict.Rolling(), "waiting for b-3 to start"),
                row(
                                "a superseded candidate that never opened is retired",
                                Goal.of("c", 1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("b")
                                        .warming("b-2")
                                        .unproven("c")
                                        .pending("c-1"))
                        .does(new Action.RetireSeat("b-2", NOW), new Action.Withdraw("b-2", "b-2", NOW))
                        .is(new Verdict.Rolling(), "waiting for c-1 to start"));
    }

    static Stream<Row> leave() {
        return Stream.of(
                row(
                                "the seat of a drained pod is closed",
                                Goal.of("b", 1),
                                done().proven("a").drained("a-1"))
                        .does(new Action.CloseSeat("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "a silent one without a limit is left to a person",
                                Goal.of("b", 1).withoutLimit(),
                                done().proven("a")
                                        .retired("a-1", Kubelet.RUNNING, new RouterReport.Silent(Scene.RETIRED)))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (its router has not answered since 2026-11-21T11:50:00Z, and"
                                        + " spec.drain.timeout sets no limit: if it hangs, kubectl delete pod a-1 ends it)"),
                row(
                                "but not while its pod is ready",
                                Goal.of("b", 1),
                                done().proven("a").retired("a-1", Kubelet.READY, report("a-1", Phase.DRAINED, 0, null)))
                        .is(new Verdict.Draining(), "waiting for a-1 to drain (0 in flight)"),
                row(
                                "nor before it has been out of the Service for the settle time, also if it drained before",
                                Goal.of("b", 1),
                                done().proven("a").drained("a-1").labelled(new Traffic.Off(NOW.minusSeconds(9))))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (0 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "nor while its controller does not know that it is retired",
                                Goal.of("b", 1),
                                done().proven("a").drained("a-1").reported(1, false))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (0 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "nor while its controller speaks of a pod that we do not see",
                                Goal.of("b", 1),
                                done().proven("a").drained("a-1").reported(2, true))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (0 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a closed seat waits for its pod's end",
                                Goal.of("b", 1),
                                done().proven("a").drained("a-1").terminating().closed())
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision b"),
                row(
                                "and is deleted then",
                                Goal.of("b", 1),
                                done().proven("a").uncreated("a-1", null).closed())
                        .does(new Action.DeleteSeat("a-1"))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision b"),
                row(
                                "a dead process is a drained one",
                                Goal.of("b", 1),
                                done().proven("a").retired("a-1", Kubelet.STOPPED, new RouterReport.Silent(LONG_AGO)))
                        .does(new Action.CloseSeat("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "a restarted router is told to drain again, until the same deadline",
                                Goal.of("b", 1),
                                done().proven("a").retired("a-1", Kubelet.READY, serving("a-1", 0)))
                        .does(new Action.TellDrain("a-1", "a-1", Scene.LATER))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (0 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a deadline follows the spec",
                                Goal.of("b", 1).withoutLimit(),
                                done().proven("a").draining("a-1", 2))
                        .does(new Action.TellDrain("a-1", "a-1", null))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (2 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a retired seat that does not say since when is retired again",
                                Goal.of("b", 1),
                                done().proven("a")
                                        .retired("a-1", Kubelet.RUNNING, report("a-1", Phase.DRAINING, 2, END), null))
                        .does(new Action.RetireSeat("a-1", NOW))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (2 in flight, until 2026-11-21T12:30:00Z at the latest)"),
                row(
                                "a router that does not answer has until its deadline and a margin",
                                Goal.of("b", 1),
                                done().proven("a")
                                        .retired("a-1", Kubelet.RUNNING, new RouterReport.Silent(LONG_AGO), margin(14)))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (its router does not answer, until 2026-11-21T11:59:46Z at the latest)"),
                row(
                                "and is removed then",
                                Goal.of("b", 1),
                                done().proven("a")
                                        .retired("a-1", Kubelet.RUNNING, new RouterReport.Silent(LONG_AGO), margin(15)))
                        .does(new Action.CloseSeat("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "old revisions beyond the history are forgotten",
                                Goal.of("b", 1),
                                done().unproven("w", LONG_AGO)
                                        .unproven("x", LONG_AGO.plusSeconds(2))
                                        .proven("y", LONG_AGO.plusSeconds(1)))
                        .does(new Action.DeleteRecord("y"), new Action.DeleteRecord("w"))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision b"));
    }

    static Stream<Row> scale() {
        Scene five = Scene.empty()
                .proven("a")
                .open("a-1", 9)
                .open("a-2", 3)
                .open("a-3", 1)
                .open("a-4", 2)
                .open("a-5", 8);
        return Stream.of(
                row("scale in: the idlest go, all at once", Goal.of("a", 2).draining(1), five)
                        .does(Stream.of("a-3", "a-4", "a-2")
                                .flatMap(it -> Stream.of(
                                        new Action.RetireSeat(it, NOW),
                                        new Action.Withdraw(it, it, NOW),
                                        new Action.TellDrain(it, it, END)))
                                .toArray(Action[]::new))
                        .is(new Verdict.Draining(), "retiring a-2, a-3, a-4"),
                row("scale out", Goal.of("a", 2), Scene.empty().proven("a").open("a-1"))
                        .does(create("a", 2, false))
                        .is(new Verdict.Scaling(), "creating pods of revision a: 1 of 2 are there"),
                row(
                                "scale out reopens what drains before it asks for more",
                                Goal.of("a", 4),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .settling("a-2", 3)
                                        .draining("a-3", 1))
                        .does(
                                new Action.ReopenSeat("a-2"),
                                new Action.TellOpen("a-2", "a-2"),
                                new Action.Restore("a-2", "a-2"),
                                new Action.ReopenSeat("a-3"),
                                new Action.TellOpen("a-3", "a-3"),
                                new Action.Restore("a-3", "a-3"),
                                create("a", 4, false))
                        .is(new Verdict.Scaling(), "bringing back a-2, a-3"),
                row(
                                "a pod that is being deleted, be it with its whole namespace, is left to its seat, and named",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .open("a-2")
                                        .terminating())
                        .is(
                                new Verdict.Scaling(),
                                "creating pods of revision a: 1 of 2 are there; being deleted by somebody else: a-2"),
                row(
                                "one too many that has not started is retired rather than an open one",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").pending("a-2"))
                        .does(new Action.RetireSeat("a-2", NOW), new Action.Withdraw("a-2", "a-2", NOW))
                        .is(new Verdict.Draining(), "retiring a-2"));
    }

    static Stream<Row> undo() {
        return Stream.of(
                row(
                                "draining pods of the wanted revision come back",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .unproven("b")
                                        .warming("b-5"))
                        .does(
                                new Action.ReopenSeat("a-2"),
                                new Action.TellOpen("a-2", "a-2"),
                                new Action.Restore("a-2", "a-2"),
                                new Action.RetireSeat("b-5", NOW),
                                new Action.Withdraw("b-5", "b-5", NOW))
                        .is(new Verdict.Rolling(), "bringing back a-2"),
                row(
                                "one whose seat is closed does not",
                                Goal.of("a", 1),
                                Scene.empty()
                                        .proven("a")
                                        .drained("a-1")
                                        .closed()
                                        .unproven("b")
                                        .open("b-2"))
                        .does(create("a", 2, false))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 0 of 1 are there"));
    }

    static Stream<Row> heal() {
        return Stream.of(
                row(
                                "a router that somebody else told to drain is told to serve",
                                Goal.of("a", 1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .labelled(Traffic.ON)
                                        .running("a-2", report("a-2", Phase.DRAINING, 1, null)))
                        .does(
                                new Action.RetireSeat("a-2", NOW),
                                new Action.Withdraw("a-2", "a-2", NOW),
                                new Action.TellDrain("a-2", "a-2", END))
                        .is(new Verdict.Draining(), "retiring a-2"),
                row(
                                "and so is one in the Service",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").running("a-1", report("a-1", Phase.DRAINED, 0, null)))
                        .does(new Action.TellOpen("a-1", "a-1"))
                        .is(new Verdict.Scaling(), "waiting for a-1 to acknowledge"),
                row(
                                "a label that somebody else has turned off is turned on",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").labelled(new Traffic.Off(null)))
                        .does(new Action.Restore("a-1", "a-1"))
                        .is(new Verdict.Scaling(), "waiting for a-1 to become ready"),
                row(
                                "a seat that somebody else has closed is replaced",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").closed())
                        .does(create("a", 2, false))
                        .is(new Verdict.Scaling(), "creating pods of revision a: 0 of 1 are there"));
    }

    static Stream<Row> move() {
        return Stream.of(
                row(
                                "a new seat elsewhere first",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .open("a-2")
                                        .onLeavingNode())
                        .does(create("a", 3, false))
                        .is(
                                new Verdict.Moving(),
                                "creating pods of revision a: 1 of 2 are there; until then a-2 serves on a node that is being left"),
                row(
                                "the same for the only pod",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").onLeavingNode())
                        .does(create("a", 2, false))
                        .is(
                                new Verdict.Moving(),
                                "creating pods of revision a: 0 of 1 are there; until then a-1 serves on a node that is being left"),
                row(
                                "then the one on the leaving node is retired",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .open("a-2", 5)
                                        .onLeavingNode()
                                        .open("a-3"))
                        .does(
                                new Action.RetireSeat("a-2", NOW),
                                new Action.Withdraw("a-2", "a-2", NOW),
                                new Action.TellDrain("a-2", "a-2", END))
                        .is(new Verdict.Moving(), "retiring a-2"),
                row(
                                "also while the rollout is paused",
                                Goal.of("b", 1).held(),
                                Scene.empty().proven("a").open("a-1").onLeavingNode())
                        .does(create("a", 2, false))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"));
    }

    static Stream<Row> pause() {
        return Stream.of(
                row(
                                "nothing rolls",
                                Goal.of("b", 1).held(),
                                Scene.empty().proven("a").open("a-1"))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "but it scales",
                                Goal.of("b", 3).held(),
                                Scene.empty().proven("a").open("a-1"))
                        .does(create("a", 2, false), create("a", 3, false))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "in the middle of a roll both stay",
                                Goal.of("b", 2).held(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("b")
                                        .open("b-2"))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "a paused gateway that runs what it shall is converged",
                                Goal.of("a", 1).held(),
                                Scene.empty().proven("a").open("a-1"))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision a"));
    }

    static Stream<Row> stall() {
        Problem pull = new Problem("ImagePullBackOff", "not found");
        return Stream.of(
                row(
                                "a problem is said at once, but may pass within seconds",
                                Goal.of("b", 1),
                                rolling("b-2", pull, NOW.minusSeconds(14)))
                        .is(new Verdict.Rolling(), "waiting for b-2: ImagePullBackOff: not found"),
                row(
                                "then a person is called, long before the deadline and by the problem's own name",
                                Goal.of("b", 1),
                                rolling("b-2", pull, NOW.minusSeconds(15)))
                        .is(
                                new Verdict.Stalled("ImagePullBackOff"),
                                "b-2 does not come up, ImagePullBackOff: not found; correct spec.image, "
                                        + "or give access to its registry. 1 pod of the old revision goes on serving"),
                row(
                                "one that never goes is a stall at once",
                                Goal.of("b", 1),
                                rolling("b-2", new Problem("InvalidImageName", ""), NOW))
                        .is(
                                new Verdict.Stalled("InvalidImageName"),
                                "b-2 does not come up, InvalidImageName; correct spec.image. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "one that passes by itself has the deadline, and keeps its name",
                                Goal.of("b", 1).since(LONG_AGO),
                                rolling("b-2", new Problem("Error", "exit code 1"), NOW.minus(Duration.ofMinutes(10))))
                        .is(
                                new Verdict.Stalled("Error"),
                                "no progress for 10m: b-2 does not come up, Error: exit code 1; "
                                        + "look at kubectl logs --previous, then correct the spec. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "but not before",
                                Goal.of("b", 1).since(LONG_AGO),
                                rolling(
                                        "b-2",
                                        new Problem("Error", "exit code 1"),
                                        NOW.minus(Duration.ofMinutes(10)).plusSeconds(1)))
                        .is(new Verdict.Rolling(), "waiting for b-2: Error: exit code 1"),
                row(
                                "without a known problem there is only the deadline",
                                Goal.of("b", 1).since(LONG_AGO),
                                rolling("b-2", null, NOW.minus(Duration.ofMinutes(10))))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "no progress for 10m: b-2 does not become ready; see kubectl logs b-2. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "pods that end one after the other are no progress",
                                Goal.of("b", 1).since(LONG_AGO),
                                rolling("b-2", null, NOW.minusSeconds(5)).ended("b-0", EVICTED, RETIRED))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "no progress for 10m: b-2 does not become ready, as b-0 did not, which has ended "
                                        + "(Evicted: low on memory); see kubectl logs b-2. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "also in the moment in which there is none",
                                Goal.of("b", 1).since(LONG_AGO),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .unproven("b", LONG_AGO)
                                        .uncreated("b-2", null)
                                        .ended("b-0", EVICTED, RETIRED))
                        .is(
                                new Verdict.Stalled("Evicted"),
                                "no progress for 10m: b-0 does not come up, Evicted: low on memory; see what its node "
                                        + "lacks; another pod takes its place. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "but the next one has all of its time",
                                Goal.of("b", 1).since(LONG_AGO),
                                rolling("b-2", null, NOW.minusSeconds(5)).ended("b-0", EVICTED, RETIRED.plusSeconds(1)))
                        .is(new Verdict.Rolling(), "waiting for b-2 to start"),
                row(
                                "pods that cannot be created are a problem, too",
                                Goal.of("b", 1).since(NOW.minusSeconds(14)),
                                uncreated(NOW.minusSeconds(14)))
                        .is(
                                new Verdict.Rolling(),
                                "a pod of revision b cannot be created: FailedCreate: exceeded quota: pods"),
                row("and soon one for a person", Goal.of("b", 1), uncreated(NOW.minusSeconds(15)))
                        .is(
                                new Verdict.Stalled("FailedCreate"),
                                "a pod of revision b cannot be created: FailedCreate: exceeded quota: pods; "
                                        + "raise the quota, or correct spec.pod, as the message says"));
    }

    private static final Problem EVICTED = new Problem("Evicted", "low on memory");

    static Stream<Row> warm() {
        Scene twoAndTwo = Scene.empty().proven("a").open("a-1").drained("a-2").unproven("b");
        Problem noNode = new Problem("Unschedulable", "0/2 nodes");
        return Stream.of(
                row(
                                "drained pods of the stable revision are kept while another is unproven",
                                Goal.of("b", 2).warm(2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .drained("a-2")
                                        .unproven("b")
                                        .open("b-1")
                                        .acknowledged("b-2"))
                        .does(new Action.OpenGate("b-2", "b-2"))
                        .is(new Verdict.Rolling(), "waiting for b-2 to become ready"),
                row(
                                "not more than were asked for",
                                Goal.of("b", 3).warm(1),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .drained("a-2")
                                        .drained("a-3")
                                        .unproven("b")
                                        .open("b-1")
                                        .open("b-2")
                                        .acknowledged("b-3"))
                        .does(new Action.OpenGate("b-3", "b-3"), new Action.CloseSeat("a-3"))
                        .is(new Verdict.Rolling(), "waiting for b-3 to become ready"),
                row(
                                "not more than could ever come back: one still serves, and two are wanted now",
                                Goal.of("b", 2).warm(3),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .drained("a-2")
                                        .drained("a-3")
                                        .unproven("b")
                                        .open("b-1")
                                        .acknowledged("b-2"))
                        .does(new Action.OpenGate("b-2", "b-2"), new Action.CloseSeat("a-3"))
                        .is(new Verdict.Rolling(), "waiting for b-2 to become ready"),
                row(
                                "they are not counted as draining",
                                Goal.of("b", 3).draining(1).warm(3),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1", 4)
                                        .open("a-2", 1)
                                        .drained("a-3")
                                        .unproven("b")
                                        .open("b-1")
                                        .open("b-2"))
                        .does(
                                new Action.RetireSeat("a-2", NOW),
                                new Action.Withdraw("a-2", "a-2", NOW),
                                new Action.TellDrain("a-2", "a-2", END))
                        .is(new Verdict.Rolling(), "retiring a-2"),
                row(
                                "a rollback starts none: they come back, whenever their drains were to end",
                                Goal.of("b", 2).since(LONG_AGO).rollingBack().warm(2),
                                Scene.empty()
                                        .proven("a")
                                        .drained("a-1")
                                        .drainedLongAgo("a-2")
                                        .failed("b", LONG_AGO)
                                        .open("b-1")
                                        .open("b-2"))
                        .does(
                                new Action.ReopenSeat("a-1"),
                                new Action.TellOpen("a-1", "a-1"),
                                new Action.Restore("a-1", "a-1"),
                                new Action.ReopenSeat("a-2"),
                                new Action.TellOpen("a-2", "a-2"),
                                new Action.Restore("a-2", "a-2"))
                        .is(
                                new Verdict.RolledBack("b"),
                                "revision b has failed, a runs: its config is rejected. To try b again, set another "
                                        + "spec.rollout.restart.token. Now: bringing back a-1, a-2"),
                row(
                                "a scale-out takes them first",
                                Goal.of("b", 4).warm(4),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .drained("a-2")
                                        .unproven("b")
                                        .open("b-3"))
                        .does(
                                new Action.ReopenSeat("a-2"),
                                new Action.TellOpen("a-2", "a-2"),
                                new Action.Restore("a-2", "a-2"),
                                create("b", 1, true),
                                create("b", 2, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 1 of 4 are there"),
                row(
                                "one that has cut is neither kept nor comes back",
                                Goal.of("b", 4).warm(4),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .cut("a-2")
                                        .unproven("b")
                                        .open("b-3"))
                        .does(
                                create("b", 1, true),
                                create("b", 2, true),
                                create("b", 4, true),
                                new Action.CloseSeat("a-2"))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 1 of 4 are there"),
                row(
                                "nor is one on a node that is being left",
                                Goal.of("b", 2).warm(2),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .drained("a-2")
                                        .onLeavingNode()
                                        .unproven("b")
                                        .open("b-1")
                                        .acknowledged("b-2"))
                        .does(new Action.OpenGate("b-2", "b-2"), new Action.CloseSeat("a-2"))
                        .is(new Verdict.Rolling(), "waiting for b-2 to become ready"),
                row("one gives way to a pod that finds no node", Goal.of("b", 3).warm(3), full().pending("b-3", noNode))
                        .does(new Action.CloseSeat("a-3"))
                        .is(new Verdict.Stalled("Unschedulable"), NO_NODE),
                row(
                                "but no other before that is gone",
                                Goal.of("b", 3).warm(3),
                                full().pending("b-3", noNode)
                                        .drained("a-4")
                                        .terminating()
                                        .closed())
                        .is(new Verdict.Stalled("Unschedulable"), NO_NODE),
                row(
                                "what is on a lost node makes no room",
                                Goal.of("b", 3).warm(3),
                                full().pending("b-3", noNode)
                                        .drained("a-4")
                                        .silent(LONG_AGO)
                                        .terminating()
                                        .closed())
                        .does(new Action.CloseSeat("a-3"))
                        .is(new Verdict.Stalled("Unschedulable"), NO_NODE),
                row(
                                "they go when the candidate is proven",
                                Goal.of("b", 1).warm(1),
                                Scene.empty()
                                        .proven("a")
                                        .drained("a-1")
                                        .proven("b", NOW.minusSeconds(1))
                                        .open("b-2"))
                        .does(new Action.CloseSeat("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row("and with the gateway", Goal.of("b", 0).warm(1).deletion(), twoAndTwo)
                        .does(
                                new Action.RetireSeat("a-1", NOW),
                                new Action.Withdraw("a-1", "a-1", NOW),
                                new Action.TellDrain("a-1", "a-1", END),
                                new Action.CloseSeat("a-2"))
                        .is(new Verdict.Draining(), "being deleted: retiring a-1"));
    }

    private static final String NO_NODE =
            "b-3 does not come up, Unschedulable: 0/2 nodes; add nodes, or ask for less in "
                    + "spec.pod. 1 pod of the old revision goes on serving";

    private static Scene full() {
        return Scene.empty()
                .proven("a")
                .open("a-1")
                .drained("a-2")
                .drained("a-3")
                .unproven("b")
                .open("b-1")
                .open("b-2");
    }

    static Stream<Row> rollback() {
        Problem rejected = new Problem(Problem.CONFIG_REJECTED, "no such model");
        Problem pull = new Problem("ImagePullBackOff", "not found");
        Goal goal = Goal.of("b", 1).since(LONG_AGO).rollingBack();
        String why = "b-2 does not come up, ConfigRejected: no such model; "
                + "correct the spec, or a Secret that it names, or use a spec.image that knows what the spec asks for";
        String again = "revision b has failed, a runs: its config is rejected. "
                + "To try b again, set another spec.rollout.restart.token";
        return Stream.of(
                row("a candidate that can never come up is given up at once", goal, rolling("b-2", rejected, NOW))
                        .does(failed("b", "ConfigRejected", why))
                        .is(new Verdict.Stalled("ConfigRejected"), why + ". 1 pod of the old revision goes on serving"),
                row("unless the spec says to hold", Goal.of("b", 1).since(LONG_AGO), rolling("b-2", rejected, NOW))
                        .is(new Verdict.Stalled("ConfigRejected"), why + ". 1 pod of the old revision goes on serving"),
                row(
                                "nor is the first revision given up: there is none to go back to",
                                goal,
                                Scene.empty().unproven("b", LONG_AGO).pending("b-2", rejected))
                        .is(new Verdict.Stalled("ConfigRejected"), why),
                row(
                                "a registry that is away is waited for until the progress deadline",
                                goal,
                                rolling(
                                        "b-2",
                                        pull,
                                        NOW.minus(Duration.ofMinutes(10)).plusSeconds(1)))
                        .is(new Verdict.Stalled("ImagePullBackOff"), pulls()),
                row("but no longer", goal, rolling("b-2", pull, NOW.minus(Duration.ofMinutes(10))))
                        .does(failed("b", "ImagePullBackOff", pulls().replace(SERVES, "")))
                        .is(new Verdict.Stalled("ImagePullBackOff"), pulls()),
                row(
                                "time in which no operator was there does not count",
                                goal.watchedSince(NOW.minusSeconds(599)),
                                rolling("b-2", pull, LONG_AGO))
                        .is(new Verdict.Stalled("ImagePullBackOff"), pulls()),
                row(
                                "what has failed makes way, what drains is reopened; the open pod waits until others are",
                                Goal.of("b", 2).since(LONG_AGO).rollingBack(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .draining("a-2", 3)
                                        .failed("b", LONG_AGO)
                                        .open("b-1")
                                        .pending("b-2", rejected))
                        .does(
                                new Action.ReopenSeat("a-2"),
                                new Action.TellOpen("a-2", "a-2"),
                                new Action.Restore("a-2", "a-2"),
                                new Action.RetireSeat("b-2", NOW),
                                new Action.Withdraw("b-2", "b-2", NOW))
                        .is(new Verdict.RolledBack("b"), again + ". Now: bringing back a-2"),
                row(
                                "while rolled back, what runs is healed",
                                Goal.of("b", 2).since(LONG_AGO).rollingBack(),
                                Scene.empty().proven("a").open("a-1").failed("b", LONG_AGO))
                        .does(create("a", 2, false))
                        .is(
                                new Verdict.RolledBack("b"),
                                again + ". Now: creating pods of revision a: 1 of 2 are there"),
                row("rolled back", goal, Scene.empty().proven("a").open("a-1").failed("b", LONG_AGO))
                        .is(new Verdict.RolledBack("b"), again),
                row(
                                "the record of the failed revision is kept beyond the history limit",
                                goal,
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .failed("b", LONG_AGO)
                                        .unproven("c")
                                        .unproven("d", LONG_AGO))
                        .does(new Action.DeleteRecord("d"))
                        .is(new Verdict.RolledBack("b"), again),
                row(
                                "pods that end one after the other for as long as the deadline are a failure",
                                goal,
                                rolling("b-2", null, NOW.minusSeconds(5)).ended("b-0", EVICTED, RETIRED))
                        .does(failed(
                                "b",
                                "ProgressDeadlineExceeded",
                                "no progress for 10m: b-2 does not become ready, as b-0 did not, which has ended "
                                        + "(Evicted: low on memory); see kubectl logs b-2"))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "no progress for 10m: b-2 does not become ready, as b-0 did not, which has ended "
                                        + "(Evicted: low on memory); see kubectl logs b-2" + SERVES),
                row(
                                "one that was held back, paused or scaled to zero, has all of its time when it may come",
                                goal,
                                uncreated(LONG_AGO))
                        .is(
                                new Verdict.Stalled("FailedCreate"),
                                "a pod of revision b cannot be created: FailedCreate: exceeded quota: pods; "
                                        + "raise the quota, or correct spec.pod, as the message says"),
                row(
                                "what is wanted anew is tried anew",
                                goal.since(NOW.minusSeconds(60)),
                                Scene.empty().proven("a").open("a-1").failed("b", LONG_AGO))
                        .does(create("b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"),
                row(
                                "who says to hold tries what has failed",
                                Goal.of("b", 1).since(LONG_AGO),
                                Scene.empty().proven("a").open("a-1").failed("b", LONG_AGO))
                        .does(create("b", 1, true))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"));
    }

    private static final String SERVES = ". 1 pod of the old revision goes on serving";

    private static String pulls() {
        return "b-2 does not come up, ImagePullBackOff: not found; correct spec.image, or give access to its registry"
                + SERVES;
    }

    private static Action failed(String revision, String reason, String cause) {
        return new Action.MarkFailed(revision, new RevisionState.Failure(LONG_AGO, reason, cause));
    }

    /** From "a" to "b", which has one pod that does not come up. */
    private static Scene rolling(String pod, @Nullable Problem problem, Instant createdAt) {
        return Scene.empty()
                .proven("a")
                .open("a-1")
                .unproven("b", LONG_AGO)
                .pending(pod, problem)
                .createdAt(createdAt);
    }

    private static Scene uncreated(Instant recordedAt) {
        return Scene.empty()
                .proven("a")
                .open("a-1")
                .unproven("b", recordedAt)
                .uncreated("b-1", new Problem("FailedCreate", "exceeded quota: pods"));
    }

    static Stream<Row> end() {
        return Stream.of(
                row(
                                "deleting retires all, and creates nothing",
                                Goal.of("a", 0).deletion().withoutLimit(),
                                Scene.empty().proven("a").open("a-1", 3).open("a-2", 1))
                        .does(Stream.of("a-2", "a-1")
                                .flatMap(it -> Stream.of(
                                        new Action.RetireSeat(it, NOW),
                                        new Action.Withdraw(it, it, NOW),
                                        new Action.TellDrain(it, it, NOW.plus(Duration.ofMinutes(5)))))
                                .toArray(Action[]::new))
                        .is(new Verdict.Draining(), "being deleted: retiring a-1, a-2"),
                row(
                                "a drain without a limit gets one",
                                Goal.of("a", 0).deletion().withoutLimit(),
                                Scene.empty()
                                        .proven("a")
                                        .retired("a-1", Kubelet.RUNNING, report("a-1", Phase.DRAINING, 2, null)))
                        .does(new Action.TellDrain("a-1", "a-1", NOW.plus(Duration.ofMinutes(4))))
                        .is(new Verdict.Draining(), "being deleted: waiting for a-1 to drain (2 in flight)"),
                row(
                                "deleted",
                                Goal.of("a", 0).deletion(),
                                Scene.empty()
                                        .proven("a")
                                        .open("a-1")
                                        .terminating()
                                        .closed())
                        .is(new Verdict.Converged(), "every pod is gone"));
    }

    private static Action create(String revision, int number, boolean gated) {
        return new Action.CreateSeat(Seat.idOf(revision, number), revision, number, gated);
    }

    /** When a seat was retired whose deadline has passed by so many seconds. */
    private static Instant margin(int seconds) {
        return NOW.minus(Duration.ofMinutes(30)).minusSeconds(seconds);
    }

    /** The roll to "b" is over. */
    private static Scene done() {
        return Scene.empty().proven("b", NOW.minusSeconds(30)).open("b-2");
    }

    private static Row row(String name, Goal wish, Scene scene) {
        return new Row(name, wish, scene, List.of(), new Verdict.Converged(), "");
    }

    record Row(String name, Goal wish, Scene scene, List<Action> actions, Verdict verdict, String sentence) {
        Row does(Action... expected) {
            return new Row(name, wish, scene, List.of(expected), verdict, sentence);
        }

        Row is(Verdict expected, String said) {
            return new Row(name, wish, scene, actions, expected, said);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
