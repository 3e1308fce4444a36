package dev.sluicegate.operator.rollout;

import java.util.Set;

/**
 * Why a pod does not come up, or a ReplicaSet does not create pods.
 *
 * @param reason in the words of Kubernetes: ImagePullBackOff, CrashLoopBackOff, Unschedulable, FailedCreate …, or
 *     {@link #CONFIG_REJECTED}
 * @param message what the source of the reason says, for people; may be empty
 */
public record Problem(String reason, String message) {
    /** The router exited with code 2: it does not accept its config. Its termination message is the message. */
    public static final String CONFIG_REJECTED = "ConfigRejected";

    // The kubelet never gets past these with the same template: pkg/kubelet/images/types.go in kubernetes/kubernetes
    private static final Set<String> FINAL = Set.of("InvalidImageName", "ErrImageNeverPull", CONFIG_REJECTED);

    /** True if waiting cannot help, only another revision can. */
    public boolean isFinal() {
        return FINAL.contains(reason);
    }
}
