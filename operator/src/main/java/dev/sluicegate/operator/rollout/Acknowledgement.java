package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;

/** The acknowledgement of a revision by a pod: its router itself has reported that it runs this revision with this config. */
public final class Acknowledgement {
    private Acknowledgement() {}

    /** True if the pod's router answers, and reports the revision of the pod and the config of that revision. */
    public static boolean isGiven(Observed observed, PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.revision().equals(pod.revision())
                && observed.revision(pod.revision())
                        .filter(it -> it.configHash().equals(status.configHash()))
                        .isPresent();
    }
}
