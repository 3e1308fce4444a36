package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Copies of a pod's state with one thing changed. */
final class PodStates {
    private PodStates() {}

    static PodState withRouter(PodState pod, RouterReport router) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.problem(),
                router);
    }

    static PodState withKubelet(PodState pod, Kubelet kubelet, Instant now) {
        boolean changes = (pod.kubelet() == Kubelet.READY) != (kubelet == Kubelet.READY);
        return copy(
                pod,
                pod.scheduled(),
                pod.onLeavingNode(),
                kubelet,
                changes ? now : pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.problem());
    }

    static PodState scheduled(PodState pod) {
        return copy(
                pod,
                true,
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.problem());
    }

    static PodState onLeavingNode(PodState pod, boolean leaving) {
        return copy(
                pod,
                pod.scheduled(),
                leaving,
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.problem());
    }

    static PodState terminating(PodState pod) {
        return copy(
                pod,
                pod.scheduled(),
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                true,
                pod.traffic(),
                pod.gate(),
                pod.problem());
    }

    static PodState withTraffic(PodState pod, Traffic traffic) {
        return copy(
                pod,
                pod.scheduled(),
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                traffic,
                pod.gate(),
                pod.problem());
    }

    static PodState withGate(PodState pod, Gate gate) {
        return copy(
                pod,
                pod.scheduled(),
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                gate,
                pod.problem());
    }

    static PodState withProblem(PodState pod, @Nullable Problem problem) {
        return copy(
                pod,
                pod.scheduled(),
                pod.onLeavingNode(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                problem);
    }

    private static PodState copy(
            PodState pod,
            boolean scheduled,
            boolean onLeavingNode,
            Kubelet kubelet,
            Instant readyChangedAt,
            boolean terminating,
            Traffic traffic,
            Gate gate,
            @Nullable Problem problem) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                scheduled,
                onLeavingNode,
                kubelet,
                readyChangedAt,
                terminating,
                traffic,
                gate,
                problem,
                pod.router());
    }
}
