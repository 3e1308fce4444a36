package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.fails;
import static dev.sluicegate.operator.reconcile.Given.recordSays;
import static dev.sluicegate.operator.reconcile.Given.specBecomes;
import static dev.sluicegate.operator.reconcile.Given.timePasses;
import static dev.sluicegate.operator.reconcile.Row.steady;

import dev.sluicegate.operator.apiserver.Fault;
import java.time.Duration;
import java.util.List;

/** Pods that run and do not do their work. */
final class WatchdogRows {
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(5);

    private WatchdogRows() {}

    static List<Row> replacing() {
        return List.of(
                steady("a pod that does not answer is written down, another one comes, then it leaves")
                        .given(world -> world.kubelet().silence(2))
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .againWithin(SOON)
                        .then(timePasses(SILENCE))
                        .writes("patch ConfigMap llm-REVISION replaced with evidence", "status RouterGateway llm")
                        .says("Ready=True Ready", "Reconciling=True Moving")
                        .because("Reconciling", "-2-0, which does not answer")
                        .againWithin(SOON)
                        .then()
                        .writes("create ReplicaSet llm-REVISION-4", "status RouterGateway llm")
                        .tells("Warning PodReplaced: pod llm-REVISION-2-0 has not answered since …")
                        .says("Ready=True Ready")
                        .then()
                        .writes(
                                "patch ReplicaSet llm-REVISION-2 traffic off",
                                "patch Pod llm-REVISION-2-0 traffic off",
                                "status RouterGateway llm")
                        .tells("Normal PodOpen: pod llm-REVISION-4-0 is open"),
                steady("an operator that takes over goes on with what the one before it has written")
                        .given(world -> world.kubelet().silence(2))
                        .writes("status RouterGateway llm")
                        .then(timePasses(SILENCE))
                        .writes("patch ConfigMap llm-REVISION replaced with evidence", "status RouterGateway llm")
                        .then(World::restartOperator)
                        .writes("create ReplicaSet llm-REVISION-4", "status RouterGateway llm")
                        .tells("Warning PodReplaced: pod llm-REVISION-2-0 has not answered since …"),
                steady("and one whose write comes too late decides anew")
                        .given(world -> world.kubelet().silence(2))
                        .given(fails(Fault.conflict("patch ConfigMap")))
                        .writes("status RouterGateway llm")
                        .then(timePasses(SILENCE))
                        .writes("patch ConfigMap llm-REVISION replaced with evidence", "status RouterGateway llm")
                        .againWithin(Duration.ofMillis(100)),
                steady("when no pod answers none is replaced, and that is said")
                        .given(world -> world.kubelet().silence(1, 2, 3))
                        .says("Ready=True Ready")
                        .writes("status RouterGateway llm")
                        .then(timePasses(SILENCE))
                        .writes("status RouterGateway llm")
                        .tells(
                                "Warning PodNotReplaced: llm-REVISION-1-0 does not answer, and so it is with most pods: …")
                        .says("Ready=True Ready"),
                steady("with maxRestarts 0 it is only said")
                        .given(specBecomes("{\"watchdog\":{\"maxRestarts\":0}}"))
                        .given(World::settle)
                        .given(world -> world.kubelet().silence(2))
                        .writes("status RouterGateway llm")
                        .then(timePasses(SILENCE))
                        .writes("status RouterGateway llm")
                        .tells("Warning PodNotReplaced: llm-REVISION-2-0 does not answer, which is only reported: …"),
                steady("the annotation may say anything")
                        .given(recordSays(
                                "{\"metadata\":{\"annotations\":{\"sluicegate.dev/watchdog\":\"yesterday\"}}}"))
                        .says("Ready=True Ready"));
    }
}
