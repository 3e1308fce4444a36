package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
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
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.marked(),
                pod.problem(),
                router);
    }

    static PodState withKubelet(PodState pod, Kubelet kubelet, Instant now) {
        boolean changes = (pod.kubelet() == Kubelet.READY) != (kubelet == Kubelet.READY);
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                kubelet,
                changes ? now : pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.marked(),
                pod.problem(),
                pod.router());
    }

    static PodState scheduled(PodState pod) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                true,
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.marked(),
                pod.problem(),
                pod.router());
    }

    static PodState terminating(PodState pod) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.kubelet(),
                pod.readyChangedAt(),
                true,
                pod.traffic(),
                pod.gate(),
                pod.marked(),
                pod.problem(),
                pod.router());
    }

    static PodState withTraffic(PodState pod, Traffic traffic) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                traffic,
                pod.gate(),
                pod.marked(),
                pod.problem(),
                pod.router());
    }

    static PodState withGate(PodState pod, Gate gate) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                gate,
                pod.marked(),
                pod.problem(),
                pod.router());
    }

    static PodState marked(PodState pod, Traffic.Off off) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                off,
                pod.gate(),
                true,
                pod.problem(),
                pod.router());
    }

    static PodState withProblem(PodState pod, @Nullable Problem problem) {
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                pod.scheduled(),
                pod.kubelet(),
                pod.readyChangedAt(),
                pod.terminating(),
                pod.traffic(),
                pod.gate(),
                pod.marked(),
                problem,
                pod.router());
    }
}
