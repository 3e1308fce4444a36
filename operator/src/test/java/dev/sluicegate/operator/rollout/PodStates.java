package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Copies of a pod's state with one thing changed. */
final class PodStates {
    private boolean scheduled;
    private Kubelet kubelet;
    private Instant readyChangedAt;
    private boolean terminating;
    private Traffic traffic;
    private Gate gate;
    private boolean marked;
    private @Nullable Problem problem;
    private RouterReport router;

    private PodStates(PodState pod) {
        scheduled = pod.scheduled();
        kubelet = pod.kubelet();
        readyChangedAt = pod.readyChangedAt();
        terminating = pod.terminating();
        traffic = pod.traffic();
        gate = pod.gate();
        marked = pod.marked();
        problem = pod.problem();
        router = pod.router();
    }

    private static PodState copy(PodState pod, Consumer<PodStates> change) {
        PodStates copy = new PodStates(pod);
        change.accept(copy);
        return new PodState(
                pod.name(),
                pod.revision(),
                pod.createdAt(),
                copy.scheduled,
                copy.kubelet,
                copy.readyChangedAt,
                copy.terminating,
                copy.traffic,
                copy.gate,
                copy.marked,
                copy.problem,
                copy.router);
    }

    static PodState withRouter(PodState pod, RouterReport router) {
        return copy(pod, copy -> copy.router = router);
    }

    static PodState withKubelet(PodState pod, Kubelet kubelet, Instant now) {
        boolean changes = (pod.kubelet() == Kubelet.READY) != (kubelet == Kubelet.READY);
        return copy(pod, copy -> {
            copy.kubelet = kubelet;
            copy.readyChangedAt = changes ? now : pod.readyChangedAt();
        });
    }

    static PodState scheduled(PodState pod) {
        return copy(pod, copy -> copy.scheduled = true);
    }

    static PodState terminating(PodState pod) {
        return copy(pod, copy -> copy.terminating = true);
    }

    static PodState withTraffic(PodState pod, Traffic traffic) {
        return copy(pod, copy -> copy.traffic = traffic);
    }

    static PodState withGate(PodState pod, Gate gate) {
        return copy(pod, copy -> copy.gate = gate);
    }

    static PodState marked(PodState pod, Traffic.Off off) {
        return copy(pod, copy -> {
            copy.traffic = off;
            copy.marked = true;
        });
    }

    static PodState withProblem(PodState pod, @Nullable Problem problem) {
        return copy(pod, copy -> copy.problem = problem);
    }
}
