package dev.sluicegate.operator.reason;

/**
 * A reason of a gateway's condition, called as the condition calls it: one entry has its meaning, how it ends, and what a person can
 * do. The table in {@code docs/operating.md} is made from these.
 */
public enum Reason {
    Valid(Outlook.FINE, "the spec is valid, and what it refers to exists", "nothing"),
    Suspicious(
            Outlook.FINE,
            "the spec is valid, and something in it or on the gateway's objects looks like a mistake",
            "read the warnings in the message; nothing is held up by them"),
    InvalidSpec(
            Outlook.FINAL,
            "the spec contradicts itself or asks for what cannot be",
            "change the spec as the message says; what runs goes on with the last accepted spec"),
    SecretMissing(
            Outlook.NEEDS_A_PERSON,
            "a Secret that the spec refers to, or its key, is not in the namespace or is empty",
            "create it, or correct the reference"),
    ConfigMapMissing(
            Outlook.NEEDS_A_PERSON,
            "a ConfigMap that the spec refers to, or its key, is not in the namespace or is empty",
            "create it, or correct the reference"),
    InvalidCertificates(
            Outlook.NEEDS_A_PERSON,
            "a Secret or ConfigMap that must hold certificates, or the key of one, does not",
            "put them there, in PEM"),
    InvalidKeys(
            Outlook.NEEDS_A_PERSON,
            "the file of client keys cannot be read; the keys that were read last stay in force",
            "correct the Secret as the message says"),

    EnoughPodsOpen(Outlook.FINE, "as many pods are open as are wanted", "nothing"),
    ScaledToZero(Outlook.FINE, "no pods are wanted", "nothing"),
    NoPodOpen(
            Outlook.PASSES,
            "no pod is open: clients are not served",
            "look at the other conditions and at status.pods"),
    TooFewPodsOpen(
            Outlook.PASSES, "fewer pods are open than are wanted", "look at the other conditions and at status.pods"),

    Ready(Outlook.FINE, "all wanted pods are open, and no other revision is in the Service", "nothing"),
    Rolling(Outlook.PASSES, "pods of the wanted revision are taking the place of others", "wait"),
    Scaling(Outlook.PASSES, "pods are being added", "wait"),
    Reloading(
            Outlook.PASSES,
            "running pods are taking up another config in place",
            "wait; the message says which pod has not taken it yet"),
    Moving(
            Outlook.PASSES,
            "all wanted pods are open; those on nodes that are being left are replaced elsewhere first",
            "wait; if a pod finds no node, add one"),
    Draining(Outlook.PASSES, "pods that are no longer wanted finish what they carry", "wait, or shorten drain.timeout"),
    Paused(
            Outlook.NEEDS_A_PERSON,
            "another revision is wanted, and the spec says to wait",
            "set spec.rollout.paused to false"),
    Deleting(Outlook.PASSES, "the gateway is being deleted, and its pods drain", "wait, or shorten drain.timeout"),
    NothingDrains(Outlook.FINE, "no pod is leaving", "nothing"),
    Idle(Outlook.FINE, "nothing is being changed", "nothing"),
    Progressing(Outlook.FINE, "no person needs to help", "nothing"),

    ProgressDeadlineExceeded(
            Outlook.NEEDS_A_PERSON,
            "the wanted revision has made no progress for rollout.progressDeadline",
            "look at the pod that the message names"),
    FileRejected(
            Outlook.NEEDS_A_PERSON,
            "routers do not take a file as its Secret or ConfigMap has it now; what they have read before stays in force",
            "correct the Secret or ConfigMap as the message says; routers read it again by themselves"),
    CanaryFailed(
            Outlook.NEEDS_A_PERSON,
            "the canary pods of the wanted revision have failed more requests, or begun their streams later, than rollout.canary allows, or their routers have crashed twice",
            "correct the spec; or see what the limits of rollout.canary are worth"),
    RolledBack(
            Outlook.FINAL,
            "the wanted revision has failed; the last proven one runs, is healed and scaled",
            "correct the spec as the message says; to try the same again, set another spec.rollout.restart.token"),
    NameTaken(
            Outlook.NEEDS_A_PERSON,
            "an object of a name that the gateway needs is there already and belongs to somebody else; it is left alone",
            "delete that object, or give the gateway another name"),
    MissingRights(
            Outlook.NEEDS_A_PERSON,
            "the operator is not allowed to do what the gateway needs",
            "give its ServiceAccount the Role of the chart in this namespace"),
    RefusedByPolicy(
            Outlook.NEEDS_A_PERSON,
            "a quota or an admission policy refuses an object that the gateway needs",
            "raise the quota, or change the policy or the spec, as the message says"),
    RefusedAsInvalid(
            Outlook.NEEDS_A_PERSON,
            "the API server finds an object invalid that the gateway needs",
            "correct spec.pod or spec.service as the message says"),
    NamespaceTerminating(
            Outlook.PASSES,
            "the namespace is being deleted, so nothing is created in it",
            "there is nothing to do: the gateway goes with it"),
    ApiServerUnavailable(
            Outlook.PASSES,
            "the API server failed, did not answer in time, or asked to wait",
            "wait; it is tried again"),
    RecordUnreadable(
            Outlook.NEEDS_A_PERSON,
            "the record of a revision was changed by somebody, so no pod can be made from it; pods that run go on",
            "delete the ConfigMap that the message names: the wanted revision's record is written anew"),
    AdminTokenUnusable(
            Outlook.NEEDS_A_PERSON,
            "the Secret with the token of the admin ports was changed and holds none that can be used",
            "delete the Secret: the operator makes a new one, and the pods are replaced"),
    OperatorFault(
            Outlook.NEEDS_A_PERSON,
            "the operator failed in a way that it does not know; it tries again",
            "report the message and the operator's log");

    private final Outlook outlook;
    private final String meaning;
    private final String advice;

    Reason(Outlook outlook, String meaning, String advice) {
        this.outlook = outlook;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** How it ends. */
    public Outlook outlook() {
        return outlook;
    }

    /** What it means, in a clause without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** What a person can do, in a clause without a full stop. */
    public String advice() {
        return advice;
    }
}
