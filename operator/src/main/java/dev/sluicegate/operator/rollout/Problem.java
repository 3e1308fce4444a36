package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.reason.Outlook;
import dev.sluicegate.operator.reason.PodProblem;

/**
 * The reason why a pod does not come up, or a ReplicaSet does not create pods.
 *
 * @param reason in the words of Kubernetes: ImagePullBackOff, CrashLoopBackOff, Unschedulable, FailedCreate …, or
 *     {@link #CONFIG_REJECTED}
 * @param message what the source of the reason says, for people; may be empty
 */
public record Problem(String reason, String message) {
    /** The router exited with code 2: it does not accept its config. Its termination message is the message. */
    public static final String CONFIG_REJECTED = PodProblem.ConfigRejected.name();

    /** Both in one. */
    public String text() {
        return message.isEmpty() ? reason : reason + ": " + message;
    }

    /** How it ends. */
    public Outlook outlook() {
        return PodProblem.outlookOf(reason);
    }
}
