package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.LONG_AGO;
import static dev.sluicegate.operator.rollout.Scene.NOW;
import static dev.sluicegate.operator.rollout.Scene.report;
import static dev.sluicegate.operator.rollout.Scene.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutTableTest {
    private static final Instant END = NOW.plus(Duration.ofMinutes(30));

    @ParameterizedTest(name = "{0}")
    @MethodSource({"start", "roll", "leave", "scale", "undo", "pause", "stall", "end"})
    void decides(Row row) {
        Step step = Rollout.decide(row.wish().desired(), row.scene().observed(), NOW);

        assertThat(step.actions()).containsExactlyInAnyOrderElementsOf(row.actions());
        assertThat(step.verdict()).isEqualTo(row.verdict());
        assertThat(step.sentence()).isEqualTo(row.sentence());
    }

    static Stream<Row> start() {
        return Stream.of(
                row("a new gateway", Goal.of("a", 3), Scene.empty())
                        .does(new Action.CreateRevision("a", 3))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 0 of 3 are there"),
                row(
                                "its first pods",
                                Goal.of("a", 3),
                                Scene.empty()
                                        .unproven("a", 3)
                                        .acknowledged("a-1")
                                        .warming("a-2")
                                        .pending("a-3"))
                        .does(new Action.OpenGate("a-1"))
                        .is(new Verdict.Rolling(), "waiting for a-1 to become ready"),
                row(
                                "a pod that runs another config is not admitted",
                                Goal.of("a", 1),
                                Scene.empty().unproven("a", 1).running("a-1", serving("b-1", 0)))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for a-1 to acknowledge: it runs revision b with config hash-of-b"),
                row(
                                "all are open",
                                Goal.of("a", 2),
                                Scene.empty().unproven("a", 2).open("a-1").open("a-2"))
                        .does(new Action.Promote("a", NOW))
                        .is(new Verdict.Rolling(), "all pods of a are open: it becomes the stable revision"),
                row(
                                "converged",
                                Goal.of("a", 2),
                                Scene.empty().proven("a", 2).open("a-1").open("a-2"))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row("zero is legal", Goal.of("a", 0), Scene.empty().unproven("a", 0))
                        .is(new Verdict.Converged(), "scaled to zero, at revision a"));
    }

    static Stream<Row> roll() {
        return Stream.of(
                row(
                                "surge",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .open("a-2")
                                        .open("a-3"))
                        .does(new Action.CreateRevision("b", 1))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 0 of 1 are there"),
                row(
                                "nothing is retired before the candidate is open",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .open("a-2")
                                        .open("a-3")
                                        .unproven("b", 1)
                                        .warming("b-4"))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for b-4 to acknowledge: its router has not answered since 2026-11-21T11:59:55Z"),
                row(
                                "the pod with the fewest in-flight is retired",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1", 4)
                                        .open("a-2", 1)
                                        .open("a-3", 7)
                                        .unproven("b", 1)
                                        .open("b-4"))
                        .does(new Action.Retire("a-2", END))
                        .is(new Verdict.Rolling(), "retiring a-2"),
                row(
                                "without a limit there is no deadline",
                                Goal.of("b", 1).withoutLimit(),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1", 4)
                                        .unproven("b", 1)
                                        .open("b-2"))
                        .does(new Action.Retire("a-1", null))
                        .is(new Verdict.Rolling(), "retiring a-1"),
                row(
                                "a draining pod gives its place to a candidate",
                                Goal.of("b", 3),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .open("a-3")
                                        .unproven("b", 1)
                                        .open("b-4"))
                        .does(new Action.Scale("b", 2))
                        .is(new Verdict.Rolling(), "creating pods of revision b: 1 of 2 are there"),
                row(
                                "no more drain at once than may",
                                Goal.of("b", 3).draining(1),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .open("a-3")
                                        .unproven("b", 2)
                                        .open("b-4")
                                        .open("b-5"))
                        .is(
                                new Verdict.Rolling(),
                                "waiting for a-2 to drain (5 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a broken old pod makes way for an open candidate first",
                                Goal.of("b", 2),
                                Scene.empty()
                                        .proven("a", 2)
                                        .open("a-1")
                                        .crashed("a-2")
                                        .unproven("b", 1)
                                        .open("b-3"))
                        .does(new Action.MarkForRemoval("a-2"))
                        .is(new Verdict.Rolling(), "retiring a-2"),
                row(
                                "but not for one that is not open",
                                Goal.of("b", 2),
                                Scene.empty()
                                        .proven("a", 2)
                                        .open("a-1")
                                        .crashed("a-2")
                                        .unproven("b", 1)
                                        .pending("b-3"))
                        .is(new Verdict.Rolling(), "waiting for b-3 to start"),
                row(
                                "a superseded candidate that never opened is removed",
                                Goal.of("c", 1),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1)
                                        .warming("b-2")
                                        .unproven("c", 0))
                        .does(new Action.MarkForRemoval("b-2"))
                        .is(new Verdict.Rolling(), "retiring b-2"));
    }

    static Stream<Row> leave() {
        return Stream.of(
                row(
                                "a drained pod is marked",
                                Goal.of("b", 1),
                                done().proven("a", 1).drained("a-1"))
                        .does(new Action.MarkForRemoval("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "but not while it is ready",
                                Goal.of("b", 1),
                                done().proven("a", 1)
                                        .retired("a-1", Kubelet.READY, report("a-1", Phase.DRAINED, 0, null)))
                        .is(new Verdict.Draining(), "waiting for a-1 to drain (0 in flight)"),
                row(
                                "then its ReplicaSet gets smaller",
                                Goal.of("b", 1),
                                done().proven("a", 1).drained("a-1").marked())
                        .does(new Action.Scale("a", 0))
                        .is(new Verdict.Draining(), "waiting for Kubernetes to remove what is drained"),
                row(
                                "once, not again while the pod is still seen",
                                Goal.of("b", 1),
                                done().proven("a", 1).drained("a-1").marked().draining("a-3", 2))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-3 to drain (2 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "not while a pending pod would go instead",
                                Goal.of("b", 1),
                                done().proven("a", 2)
                                        .drained("a-1")
                                        .marked()
                                        .draining("a-3", 1)
                                        .terminating()
                                        .pending("a-4")
                                        .marked())
                        .does(new Action.Scale("a", 0))
                        .is(new Verdict.Draining(), "waiting for Kubernetes to remove what is drained"),
                row(
                                "a pending pod in the way is waited for",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .pending("a-2")
                                        .drained("a-3")
                                        .marked())
                        .is(new Verdict.Scaling(), "waiting for a-2 to start"),
                row(
                                "unless it is stuck",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .pending("a-2", new Problem("Unschedulable", "0/3 nodes"))
                                        .drained("a-3")
                                        .marked())
                        .does(new Action.MarkForRemoval("a-2"))
                        .is(new Verdict.Scaling(), "waiting for a-2: Unschedulable: 0/3 nodes"),
                row(
                                "a marked pod that may become ready waits for those that drain",
                                Goal.of("b", 1),
                                done().proven("a", 2).crashed("a-1").marked().draining("a-3", 2))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-3 to drain (2 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a dead process is a drained one",
                                Goal.of("b", 1),
                                done().proven("a", 1)
                                        .retired("a-1", Kubelet.STOPPED, new RouterReport.Silent(LONG_AGO)))
                        .does(new Action.MarkForRemoval("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "a restarted router is told to drain again, until the same deadline",
                                Goal.of("b", 1),
                                done().proven("a", 1).retired("a-1", Kubelet.READY, serving("a-1", 0)))
                        .does(new Action.Retire("a-1", Scene.LATER))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (0 in flight, until 2026-11-21T12:20:00Z at the latest)"),
                row(
                                "a router that does not answer has until its deadline and a margin",
                                Goal.of("b", 1),
                                done().proven("a", 1)
                                        .retired(
                                                "a-1",
                                                Kubelet.RUNNING,
                                                new RouterReport.Silent(LONG_AGO),
                                                NOW.minusSeconds(14)))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-1 to drain (its router does not answer, until 2026-11-21T11:59:46Z at the latest)"),
                row(
                                "and is removed then",
                                Goal.of("b", 1),
                                done().proven("a", 1)
                                        .retired(
                                                "a-1",
                                                Kubelet.RUNNING,
                                                new RouterReport.Silent(LONG_AGO),
                                                NOW.minusSeconds(15)))
                        .does(new Action.MarkForRemoval("a-1"))
                        .is(new Verdict.Draining(), "removing a-1"),
                row(
                                "old revisions beyond the history are forgotten",
                                Goal.of("b", 1),
                                done().unproven("w", 0, LONG_AGO)
                                        .unproven("x", 0, LONG_AGO.plusSeconds(2))
                                        .proven("y", 0, LONG_AGO.plusSeconds(1)))
                        .does(new Action.Forget("w"), new Action.Forget("y"))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision b"));
    }

    static Stream<Row> scale() {
        Scene five = Scene.empty()
                .proven("a", 5)
                .open("a-1", 9)
                .open("a-2", 3)
                .open("a-3", 1)
                .open("a-4", 2)
                .open("a-5", 8);
        return Stream.of(
                row("scale in: the idlest go, all at once", Goal.of("a", 2).draining(1), five)
                        .does(
                                new Action.Retire("a-2", END),
                                new Action.Retire("a-3", END),
                                new Action.Retire("a-4", END))
                        .is(new Verdict.Draining(), "retiring a-2, a-3, a-4"),
                row("scale out", Goal.of("a", 2), Scene.empty().proven("a", 1).open("a-1"))
                        .does(new Action.Scale("a", 2))
                        .is(new Verdict.Scaling(), "creating pods of revision a: 1 of 2 are there"),
                row(
                                "scale out reopens what drains before it asks for more",
                                Goal.of("a", 4),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .settling("a-2", 3)
                                        .draining("a-3", 1))
                        .does(new Action.Reopen("a-2"), new Action.Reopen("a-3"), new Action.Scale("a", 4))
                        .is(new Verdict.Scaling(), "creating pods of revision a: 1 of 4 are there"),
                row(
                                "a pod that is being deleted is left to its ReplicaSet",
                                Goal.of("a", 2),
                                Scene.empty()
                                        .proven("a", 2)
                                        .open("a-1")
                                        .open("a-2")
                                        .terminating())
                        .is(new Verdict.Scaling(), "creating pods of revision a: 1 of 2 are there"),
                row(
                                "one too many that has not started is removed rather than an open one",
                                Goal.of("a", 1),
                                Scene.empty().proven("a", 2).open("a-1").pending("a-2"))
                        .does(new Action.MarkForRemoval("a-2"))
                        .is(new Verdict.Draining(), "retiring a-2"));
    }

    static Stream<Row> undo() {
        return Stream.of(
                row(
                                "draining pods of the wanted revision come back",
                                Goal.of("a", 3),
                                Scene.empty()
                                        .proven("a", 3)
                                        .open("a-1")
                                        .draining("a-2", 5)
                                        .settling("a-3", 2)
                                        .unproven("b", 2)
                                        .open("b-4")
                                        .warming("b-5"))
                        .does(new Action.Reopen("a-2"), new Action.Reopen("a-3"), new Action.MarkForRemoval("b-5"))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 1 of 2 are there"),
                row(
                                "a marked one does not",
                                Goal.of("a", 1),
                                Scene.empty()
                                        .proven("a", 1)
                                        .drained("a-1")
                                        .marked()
                                        .unproven("b", 1)
                                        .open("b-2"))
                        .does(new Action.Scale("a", 0))
                        .is(new Verdict.Rolling(), "creating pods of revision a: 0 of 1 are there"));
    }

    static Stream<Row> pause() {
        return Stream.of(
                row(
                                "nothing rolls",
                                Goal.of("b", 1).held(),
                                Scene.empty().proven("a", 1).open("a-1"))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "but it scales",
                                Goal.of("b", 3).held(),
                                Scene.empty().proven("a", 1).open("a-1"))
                        .does(new Action.Scale("a", 3))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "in the middle of a roll both stay",
                                Goal.of("b", 2).held(),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1)
                                        .open("b-2"))
                        .is(
                                new Verdict.Paused(),
                                "paused: revision a stays, b waits until spec.rollout.paused is false"),
                row(
                                "a paused gateway that runs what it shall is converged",
                                Goal.of("a", 1).held(),
                                Scene.empty().proven("a", 1).open("a-1"))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision a"));
    }

    static Stream<Row> stall() {
        Problem pull = new Problem("ImagePullBackOff", "not found");
        return Stream.of(
                row(
                                "a problem is said at once",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1)
                                        .pending("b-2", pull))
                        .is(new Verdict.Rolling(), "waiting for b-2: ImagePullBackOff: not found"),
                row(
                                "one that never goes is a stall at once",
                                Goal.of("b", 1),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1)
                                        .pending("b-2", new Problem("InvalidImageName", "")))
                        .is(
                                new Verdict.Stalled("InvalidImageName"),
                                "b-2 does not come up, InvalidImageName; correct spec.image, or give access to its registry. "
                                        + "1 pod of the old revision goes on serving"),
                row(
                                "a problem that lasts is one after the deadline",
                                Goal.of("b", 1).since(LONG_AGO),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1, LONG_AGO)
                                        .pending("b-2", pull)
                                        .createdAt(NOW.minus(Duration.ofMinutes(10))))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "no progress for 10m: b-2 does not come up, ImagePullBackOff: not found; correct spec.image, "
                                        + "or give access to its registry. 1 pod of the old revision goes on serving"),
                row(
                                "but not before",
                                Goal.of("b", 1).since(LONG_AGO),
                                Scene.empty()
                                        .proven("a", 1)
                                        .open("a-1")
                                        .unproven("b", 1, LONG_AGO)
                                        .pending("b-2", pull)
                                        .createdAt(NOW.minus(Duration.ofMinutes(10))
                                                .plusSeconds(1)))
                        .is(new Verdict.Rolling(), "waiting for b-2: ImagePullBackOff: not found"),
                row(
                                "pods that cannot be created are a problem, too",
                                Goal.of("b", 1),
                                Scene.empty().proven("a", 1).open("a-1").unableToCreate("b", 1))
                        .is(
                                new Verdict.Rolling(),
                                "the ReplicaSet of b cannot create pods: FailedCreate: exceeded quota: pods"));
    }

    static Stream<Row> end() {
        return Stream.of(
                row(
                                "deleting retires all",
                                Goal.of("a", 0).deletion().withoutLimit(),
                                Scene.empty().proven("a", 2).open("a-1", 3).open("a-2", 1))
                        .does(
                                new Action.Retire("a-1", NOW.plus(Duration.ofMinutes(5))),
                                new Action.Retire("a-2", NOW.plus(Duration.ofMinutes(5))))
                        .is(new Verdict.Draining(), "being deleted: retiring a-1, a-2"),
                row(
                                "deleted",
                                Goal.of("a", 0).deletion(),
                                Scene.empty().proven("a", 0).open("a-1").terminating())
                        .is(new Verdict.Converged(), "every pod is gone"));
    }

    /** The roll to "b" is over. */
    private static Scene done() {
        return Scene.empty().proven("b", 1, NOW.minusSeconds(30)).open("b-2");
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
