package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.util.Arrays;
import java.util.Optional;

/** The phase of a pod, as the status tells it. What it may become is drawn in docs/pictures/pod-phases.svg. */
public enum PodPhase {
    /** Not yet acknowledged. */
    WARMING("Warming"),
    /** In the Service. */
    OPEN("Open"),
    /** Out of the Service, with work in flight. */
    DRAINING("Draining"),
    /** Empty. */
    DRAINED("Drained"),
    /** Drained, and kept until the new revision is proven. */
    WARM("Warm");

    private final String word;

    PodPhase(String word) {
        this.word = word;
    }

    /** As it stands in the status. */
    public String word() {
        return word;
    }

    boolean is(PodRow row) {
        return word.equals(row.phase());
    }

    /** Empty for a word that only another version of the operator knows. */
    static Optional<PodPhase> of(PodRow row) {
        return Arrays.stream(values()).filter(it -> it.is(row)).findFirst();
    }

    /** Whether nobody can say that a pod was empty when it was last seen. */
    static boolean mayCarry(PodRow row) {
        return OPEN.is(row) || DRAINING.is(row);
    }

    /**
     * The phase now.
     *
     * @param hasSaid whether it is known what the pod has cut
     * @param was the phase when the pod was looked at last; {@link #WARMING} of a new one
     */
    public static PodPhase of(PodState pod, Step step, boolean hasSaid, PodPhase was) {
        if (pod.kubelet() == PodState.Kubelet.ENDED) {
            // one that carried work and has said no last word never counts as drained: when it is gone, it is
            // unaccounted
            return !hasSaid && (was == OPEN || was == DRAINING) ? DRAINING : DRAINED;
        }
        if (pod.terminating() || pod.traffic() instanceof Traffic.Off) {
            boolean empty = switch (pod.router()) {
                case RouterReport.Answered answered -> answered.status().phase() == RouterStatus.Phase.DRAINED;
                case RouterReport.Silent _, RouterReport.Unasked _ -> was == DRAINED || was == WARM;
            };
            return !empty ? DRAINING : step.warm().contains(pod.name()) ? WARM : DRAINED;
        }
        return pod.kubelet() == PodState.Kubelet.READY && pod.gate() != PodState.Gate.CLOSED ? OPEN : WARMING;
    }
}
