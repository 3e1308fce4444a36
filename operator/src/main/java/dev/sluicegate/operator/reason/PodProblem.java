package dev.sluicegate.operator.reason;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A reason for which a pod does not come up, called as kubelet, the scheduler or the ReplicaSet controller calls it; {@link
 * #ConfigRejected} is the router's own. There are more than these: what is not listed is told in the words of Kubernetes.
 */
public enum PodProblem {
    ImagePullBackOff(
            Outlook.NEEDS_A_PERSON, "cannot pull its image", "correct spec.image, or give access to its registry"),
    ErrImagePull(Outlook.NEEDS_A_PERSON, ImagePullBackOff.meaning, ImagePullBackOff.advice),
    // The kubelet never gets past this and the next with the same template: pkg/kubelet/images/types.go in
    // kubernetes/kubernetes
    ErrImageNeverPull(
            Outlook.FINAL,
            "may not pull its image, and the node does not have it",
            "change spec.imagePullPolicy, or bring the image to the nodes"),
    InvalidImageName(Outlook.FINAL, "has an image name that is none", "correct spec.image"),
    ConfigRejected(
            Outlook.FINAL_BUT_FOR_FILES,
            "does not accept its config",
            "correct the spec, or a Secret that it names, or use a spec.image that knows what the spec asks for"),
    CrashLoopBackOff(
            Outlook.MOSTLY_FINAL, "crashes again and again", "look at kubectl logs --previous, then correct the spec"),
    Error(Outlook.PASSES, "has crashed and is started again", CrashLoopBackOff.advice),
    Evicted(Outlook.PASSES, "was evicted by its node", "see what its node lacks; another pod takes its place"),
    OOMKilled(Outlook.MOSTLY_FINAL, "ran out of memory", "raise spec.pod.resources.limits.memory"),
    CreateContainerConfigError(
            Outlook.NEEDS_A_PERSON,
            "refers to something that is not there",
            "create the Secret or ConfigMap that the message names"),
    CreateContainerError(
            Outlook.NEEDS_A_PERSON, "cannot be given its container", "correct spec.pod as the message says"),
    RunContainerError(Outlook.NEEDS_A_PERSON, "cannot start its container", "correct spec.pod as the message says"),
    Unschedulable(Outlook.NEEDS_A_PERSON, "finds no node", "add nodes, or ask for less in spec.pod"),
    SchedulingGated(Outlook.PASSES, "waits for a scheduling gate of somebody else's", "wait for whoever put it there"),
    FailedCreate(
            Outlook.NEEDS_A_PERSON, "cannot be created", "raise the quota, or correct spec.pod, as the message says");

    private static final Map<String, PodProblem> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(PodProblem::name, Function.identity()));

    private final Outlook outlook;
    private final String meaning;
    private final String advice;

    PodProblem(Outlook outlook, String meaning, String advice) {
        this.outlook = outlook;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The entry of this reason, if there is one. */
    public static Optional<PodProblem> of(String reason) {
        return Optional.ofNullable(BY_NAME.get(reason));
    }

    /** What is wrong, as the rest of a sentence that begins with the pod. */
    public static String meaningOf(String reason) {
        return of(reason).map(it -> it.meaning).orElse("does not come up");
    }

    /** What a person can do, in a clause without a full stop. */
    public static String adviceOf(String reason) {
        return of(reason).map(it -> it.advice).orElse("look at kubectl describe pod");
    }

    /** How it ends; what is not listed is thought to pass. */
    public static Outlook outlookOf(String reason) {
        return of(reason).map(it -> it.outlook).orElse(Outlook.PASSES);
    }

    /** How it ends. */
    public Outlook outlook() {
        return outlook;
    }

    /** What is wrong, as the rest of a sentence that begins with the pod. */
    public String meaning() {
        return meaning;
    }

    /** What a person can do, in a clause without a full stop. */
    public String advice() {
        return advice;
    }
}
