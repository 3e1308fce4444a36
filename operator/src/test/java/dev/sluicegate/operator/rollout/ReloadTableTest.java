package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Scene.LONG_AGO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.RolloutTableTest.Row;
import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is decided while the config of a proven revision changes in place. */
class ReloadTableTest {
    private static final Goal GOAL = Goal.of("a", 2).generation(3);
    private static final Goal ROTATED = Goal.of("a", 2).generation(2).files(4);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"checks", "refusals", "tells", "files", "rejections", "ends"})
    void decides(Row row) {
        Step step = Rollout.decide(row.wish().desired(), row.scene().observed(), Scene.NOW);

        assertThat(step.actions()).containsExactlyElementsOf(row.actions());
        assertThat(step.verdict()).isEqualTo(row.verdict());
        assertThat(step.sentence()).isEqualTo(row.sentence());
    }

    static Stream<Row> checks() {
        return Stream.of(
                row("one pod checks it, and nobody is told", GOAL, having(2, 2, 2))
                        .does(change("a-1"))
                        .is(new Verdict.Reloading(), "config 3 of a is checked by a-1"),
                row(
                                "one that is open and answers",
                                GOAL,
                                record(2)
                                        .open("a-1")
                                        .runs(2, null)
                                        .silent(LONG_AGO)
                                        .open("a-2")
                                        .runs(2, null))
                        .does(change("a-2"))
                        .is(new Verdict.Reloading(), "config 3 of a is checked by a-2"),
                row(
                                "without one it is waited for",
                                Goal.of("a", 1).generation(3),
                                record(2).open("a-1").silent(LONG_AGO))
                        .is(new Verdict.Reloading(), "waiting for an open pod that can check config 3 of a"),
                row("without any pod there is nobody to harm", Goal.of("a", 0).generation(3), record(2))
                        .does(change(""))
                        .is(new Verdict.Reloading(), "config 3 of a is checked"),
                row("paused, it waits", GOAL.held(), having(2, 2, 2))
                        .is(new Verdict.Paused(), "paused: config 3 of a waits until spec.rollout.paused is false"),
                row("while the gateway is deleted nothing is changed", GOAL.deletion(), record(2))
                        .is(new Verdict.Converged(), "every pod is gone"));
    }

    static Stream<Row> refusals() {
        Verdict rejected = new Verdict.Stalled("ConfigRejected");
        String sentence = "a-1 does not accept it; all pods go on with the config before it";
        Goal goal = Goal.of("a", 1).generation(3).files(4);
        return Stream.of(
                row("what was refused is not tried again", GOAL, refused(Goal.ATTEMPT))
                        .is(rejected, sentence),
                row("but another one is", GOAL, refused(LONG_AGO))
                        .does(change("a-1"))
                        .is(new Verdict.Reloading(), "config 3 of a is checked by a-1"),
                row(
                                "while the router that has refused it knows the same files it is not",
                                goal,
                                record(2)
                                        .refused(Goal.ATTEMPT, known(3, 4))
                                        .open("a-1")
                                        .runs(2, null)
                                        .refuses(3, 4, "it is no certificate"))
                        .is(rejected, sentence),
                // red if a refusal is remembered though the file has changed
                row(
                                "when it has read others it is",
                                goal,
                                record(2)
                                        .refused(Goal.ATTEMPT, known(3, 4))
                                        .open("a-1")
                                        .runs(2, null)
                                        .read(4, null))
                        .does(new Action.ChangeConfig("a", 3, "a-1", known(4, 4), Goal.ATTEMPT))
                        .is(new Verdict.Reloading(), "config 3 of a is checked by a-1"),
                row(
                                "a router whose file was mended, and that has not read it yet, is not asked in vain",
                                Goal.of("a", 1).generation(3).files(3),
                                record(2).open("a-1").runs(2, null).refuses(3, 4, "it is no certificate"))
                        .does(new Action.RequestFileSync("a-1", "a-1", Scene.NOW))
                        .is(
                                new Verdict.Reloading(),
                                "waiting for an open pod that can check config 3 of a; a-1 has yet to read what has changed in Secrets, as /keys/key"),
                row(
                                "another one that has read it is",
                                Goal.of("a", 2).generation(3).files(3),
                                record(2)
                                        .open("a-1")
                                        .runs(2, null)
                                        .refuses(3, 4, "it is no certificate")
                                        .syncRequested(Scene.NOW)
                                        .open("a-2")
                                        .runs(2, null)
                                        .read(3, null))
                        .does(new Action.ChangeConfig("a", 3, "a-2", known(3, 3), Goal.ATTEMPT))
                        .is(new Verdict.Reloading(), "config 3 of a is checked by a-2"),
                row(
                                "a check that takes too long is no progress",
                                goal.since(LONG_AGO),
                                record(2).open("a-1").silent(LONG_AGO))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "waiting for an open pod that can check config 3 of a"));
    }

    /** What only a person can end is said at once, and not after the progress deadline. */
    static Stream<Row> rejections() {
        String refused =
                "a-1, a-2 do not take /keys/key (key key of Secret keys) as it is now; a-1 says: it is no certificate; what was read before stays in force; "
                        + "correct the Secret or ConfigMap as the message says; routers read it again by themselves";
        String waiting = "waiting for a-2 to take up its config in place; a-2 says: no such file";
        return Stream.of(
                row("a file that no router takes needs a person, and kubelet cannot help", ROTATED, rejecting())
                        .is(new Verdict.Stalled("FileRejected"), refused),
                row(
                                "but files may be replaced one after the other",
                                ROTATED.since(Scene.NOW.minusSeconds(14)),
                                rejecting())
                        .is(
                                new Verdict.Reloading(),
                                "waiting for a-1, a-2 to take up what has changed in Secrets, as /keys/key; 0 of 2 open pods have; a-1 says: it is no certificate"),
                row(
                                "what a router has refused of an earlier content says nothing of the one that comes",
                                ROTATED,
                                record(2)
                                        .open("a-1")
                                        .runs(2, null)
                                        .read(4, null)
                                        .open("a-2")
                                        .runs(2, null)
                                        .refuses(2, 3, "it is no certificate"))
                        .does(new Action.RequestFileSync("a-2", "a-2", Scene.NOW))
                        .is(
                                new Verdict.Reloading(),
                                "waiting for a-2 to take up what has changed in Secrets, as /keys/key; 1 of 2 open pods have; a-2 says: it is no certificate"),
                row(
                                "one that refuses its config and has all files is told again, and needs a person",
                                GOAL,
                                record(3).open("a-1").runs(3, null).open("a-2").runs(2, "no such file"))
                        .does(tell("a-2"))
                        .is(
                                new Verdict.Stalled("ConfigRejected"),
                                waiting
                                        + "; correct the spec, or a Secret that it names, or use a spec.image that knows what the spec asks for"),
                row(
                                "a pod that starts with it does not come up, and the others go on serving",
                                Goal.of("a", 2).generation(2),
                                record(2)
                                        .open("a-1")
                                        .runs(2, null)
                                        .pending("a-2", new Problem("ConfigRejected", "it is no certificate")))
                        .is(
                                new Verdict.Stalled("ConfigRejected"),
                                "a-2 does not come up, ConfigRejected: it is no certificate; correct the spec, or a Secret that it names, "
                                        + "or use a spec.image that knows what the spec asks for. 1 other pod goes on serving"),
                row(
                                "one whose file is late may take it a moment later",
                                GOAL.files(4),
                                record(3)
                                        .open("a-1")
                                        .runs(3, null)
                                        .read(4, null)
                                        .open("a-2")
                                        .runs(2, "no such file")
                                        .read(3, null))
                        .does(new Action.RequestFileSync("a-2", "a-2", Scene.NOW), tell("a-2"))
                        .is(new Verdict.Reloading(), waiting));
    }

    static Stream<Row> tells() {
        return Stream.of(
                row("when the record has it, the pods are told", GOAL, having(3, 2, 2))
                        .does(tell("a-1"), tell("a-2"))
                        .is(new Verdict.Reloading(), "waiting for a-1, a-2 to take up its config in place"),
                row("one whose container was restarted is told again", GOAL, having(3, 3, 2))
                        .does(tell("a-2"))
                        .is(new Verdict.Reloading(), "waiting for a-2 to take up its config in place"),
                row(
                                "one that refuses it is told again, and its words are passed on",
                                GOAL.since(Scene.NOW.minusSeconds(14)),
                                record(3).open("a-1").runs(3, null).open("a-2").runs(2, "no such file"))
                        .does(tell("a-2"))
                        .is(
                                new Verdict.Reloading(),
                                "waiting for a-2 to take up its config in place; a-2 says: no such file"),
                row(
                                "until it has taken too long",
                                GOAL.since(LONG_AGO),
                                record(3).open("a-1").runs(3, null).open("a-2").runs(2, null))
                        .does(tell("a-2"))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                "waiting for a-2 to take up its config in place"),
                row(
                                "one that has not answered since it is wanted is waited for",
                                GOAL,
                                record(3).open("a-1").runs(3, null).open("a-2").silent(LONG_AGO))
                        .is(new Verdict.Reloading(), "waiting for a-2 to take up its config in place"),
                row(
                                "one that is silent for a moment is not",
                                GOAL,
                                record(3).open("a-1").runs(3, null).open("a-2").silent(Scene.NOW.minusSeconds(2)))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row(
                                "one that drains is told too, for it may come back, and holds up nobody",
                                Goal.of("a", 1).generation(3),
                                record(3)
                                        .open("a-1")
                                        .runs(3, null)
                                        .draining("a-2", 1)
                                        .runs(2, null))
                        .does(tell("a-2"))
                        .is(
                                new Verdict.Draining(),
                                "waiting for a-2 to drain (1 in flight, until 2026-11-21T12:20:00Z at the latest)"));
    }

    static Stream<Row> files() {
        String waiting = "waiting for a-2 to take up what has changed in Secrets, as /keys/key; 1 of 2 open pods have";
        return Stream.of(
                row("kubelet is asked to look at the files of those who have others", ROTATED, reading(4, 3, null))
                        .does(new Action.RequestFileSync("a-2", "a-2", Scene.NOW))
                        .is(new Verdict.Reloading(), waiting),
                row("which is not repeated at once", ROTATED, reading(4, 3, Scene.NOW.minusSeconds(9)))
                        .is(new Verdict.Reloading(), waiting),
                row("but when it has not helped", ROTATED, reading(4, 3, Scene.NOW.minusSeconds(10)))
                        .does(new Action.RequestFileSync("a-2", "a-2", Scene.NOW))
                        .is(new Verdict.Reloading(), waiting),
                row(
                                "what was done for an earlier change does not count",
                                ROTATED.since(Scene.NOW),
                                reading(4, 3, Scene.NOW.minusSeconds(1)))
                        .does(new Action.RequestFileSync("a-2", "a-2", Scene.NOW))
                        .is(new Verdict.Reloading(), waiting),
                row(
                                "a file that the router does not take is told with its words, and not asked for without end",
                                ROTATED.since(LONG_AGO),
                                record(2)
                                        .open("a-1")
                                        .runs(2, null)
                                        .read(4, null)
                                        .open("a-2")
                                        .runs(2, null)
                                        .read(3, "it is no certificate"))
                        .is(
                                new Verdict.Stalled("ProgressDeadlineExceeded"),
                                waiting + "; a-2 says: it is no certificate"),
                row("when all have read them it is done", ROTATED, reading(4, 4, null))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row("a router that says nothing of its files is not waited for", ROTATED, having(2, 2, 2))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row("without Reload nobody is waited for", Goal.of("a", 2).generation(2), reading(4, 3, null))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"));
    }

    static Stream<Row> ends() {
        return Stream.of(
                row("all have it", GOAL, having(3, 3, 3))
                        .is(new Verdict.Converged(), "2 of 2 pods are open at revision a"),
                row(
                                "a pod whose record was never changed in place is told nothing, whatever it says",
                                Goal.of("a", 1),
                                Scene.empty().proven("a").open("a-1").runs(7, null))
                        .is(new Verdict.Converged(), "1 of 1 pods are open at revision a"));
    }

    private static Action change(String pod) {
        return new Action.ChangeConfig("a", 3, pod, "", Goal.ATTEMPT);
    }

    private static Action tell(String pod) {
        return new Action.TellConfig(pod, pod);
    }

    private static Scene record(int generation) {
        return Scene.empty().proven("a").reloaded(generation);
    }

    private static Scene having(int record, int first, int second) {
        return record(record).open("a-1").runs(first, null).open("a-2").runs(second, null);
    }

    /** Two pods that have the config and have read files of these versions; kubelet was asked to look at those of the second then. */
    private static Scene reading(int first, int second, @Nullable Instant syncRequested) {
        Scene scene = record(2)
                .open("a-1")
                .runs(2, null)
                .read(first, null)
                .open("a-2")
                .runs(2, null)
                .read(second, null);
        return syncRequested == null ? scene : scene.syncRequested(syncRequested);
    }

    /** What a router knows that has this version in force, and has looked at that one last. */
    private static String known(int version, int last) {
        Scene scene = record(2).open("a-1").runs(2, null);
        return FileReading.known((last == version ? scene.read(version, null) : scene.refuses(version, last, "no"))
                .observed()
                .pods()
                .findFirst()
                .orElseThrow());
    }

    private static Scene rejecting() {
        return record(2)
                .open("a-1")
                .runs(2, null)
                .refuses(3, 4, "it is no certificate")
                .open("a-2")
                .runs(2, null)
                .refuses(3, 4, "it is no certificate");
    }

    private static Scene refused(Instant attempt) {
        return record(2)
                .refused(attempt, "")
                .open("a-1")
                .runs(2, null)
                .open("a-2")
                .runs(2, null);
    }

    private static Row row(String name, Goal wish, Scene scene) {
        return new Row(name, wish, scene, List.of(), new Verdict.Converged(), "");
    }
}
