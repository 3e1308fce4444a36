package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.isDeleted;
import static dev.sluicegate.operator.reconcile.Given.isThere;
import static dev.sluicegate.operator.reconcile.Given.nodeBecomes;
import static dev.sluicegate.operator.reconcile.Row.steady;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** The rows about nodes that are being left; each seat's pod is on a node of its own. */
final class NodeRows {
    private NodeRows() {}

    static List<Row> leaving() {
        return List.of(
                steady("a pod on a cordoned node is replaced elsewhere first; then it leaves the Service and drains")
                        .given(nodeBecomes("node-2", "{unschedulable: true}"))
                        .writes("create ReplicaSet llm-REVISION-4", "status RouterGateway llm")
                        .says("Ready=True Ready", "Available=True EnoughPodsOpen", "Reconciling=True Moving")
                        .because("Reconciling", "-2-0 serves on a node that is being left")
                        .then()
                        .writes(
                                "patch ReplicaSet llm-REVISION-2 traffic off",
                                "patch Pod llm-REVISION-2-0 traffic off",
                                "drain Pod llm-REVISION-2-0",
                                "status RouterGateway llm")
                        .says("Ready=True Ready", "Reconciling=True Moving")
                        .tells("Normal PodOpen: pod llm-REVISION-4-0 is open")
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready", "Draining=True Draining", "Reconciling=False Idle")
                        .then()
                        .writes("patch ReplicaSet llm-REVISION-2 size 0")
                        .then()
                        .writes("delete ReplicaSet llm-REVISION-2", "status RouterGateway llm")
                        .tells("Normal Drained: …", "Normal PodGone: pod llm-REVISION-2-0 is gone")
                        .says("Ready=True Ready", "Draining=False NothingDrains"),
                steady("a node that is uncordoned before another pod was made changes nothing")
                        .given(nodeBecomes("node-2", "{unschedulable: true}"))
                        .given(nodeBecomes("node-2", "{}"))
                        .says("Ready=True Ready", "Reconciling=False Idle"));
    }

    static List<Row> evictions() {
        return List.of(
                steady(
                                "without the right to read nodes evictions fall back to the termination budget, and that is said")
                        .given(world -> world.view().forbidNodes())
                        .writes(
                                "apply PodDisruptionBudget llm",
                                "apply PodDisruptionBudget llm.draining",
                                "status RouterGateway llm")
                        .says("Accepted=True Suspicious", "Ready=True Ready")
                        .because("Accepted", "drain.eviction Wait is not possible")
                        .tells("Warning Suspicious: …"),
                steady("a budget of somebody else's on the same pods is said, and that it is gone")
                        .given(isThere(budgetOf("app.kubernetes.io/name: sluicegate-router")))
                        .writes("status RouterGateway llm")
                        .says("Accepted=True Suspicious", "Ready=True Ready")
                        .because("Accepted", "PodDisruptionBudget team selects pods of this gateway")
                        .tells("Warning Suspicious: …")
                        .then(isDeleted(PodDisruptionBudget.class, "team"))
                        .writes("status RouterGateway llm")
                        .says("Accepted=True Valid"),
                steady("a budget of somebody else's on other pods is nobody's concern")
                        .given(isThere(budgetOf("app.kubernetes.io/name: else")))
                        .says("Accepted=True Valid"));
    }

    private static PodDisruptionBudget budgetOf(String label) {
        return Serialization.unmarshal("""
                metadata: {name: team, namespace: ai}
                spec: {minAvailable: 1, selector: {matchLabels: {%s}}}
                """.formatted(label), PodDisruptionBudget.class);
    }
}
