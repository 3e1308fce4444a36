package dev.sluicegate.operator.reason;

/** A reason of an Event that tells of something that has happened; the reasons of conditions occur in Events as well. */
public enum EventReason {
    Accepted("a spec that was refused is accepted now"),
    RolloutStarted("another revision is wanted and is being rolled out"),
    RevisionProven("all wanted pods run the revision; it is the stable one from now on"),
    Reloaded("all open pods have taken up another config in place"),
    Ready("all wanted pods are open, and no other revision is in the Service"),
    Drained("the last pod that was no longer wanted is gone; says how many requests and streams were cut on the way"),
    Recovered("no person needs to help any more"),
    PodOpen("a pod is in the Service"),
    PodRetired("a pod takes no new work and drains"),
    PodGone("a pod is gone"),
    PodProblem("a pod does not come up; the table of pod problems says what to do"),
    PodReplaced("a pod runs and does not do its work; another one takes its place, and then it drains"),
    PodNotReplaced(
            "a pod does not do its work and stays: most pods show the same, or spec.watchdog.maxRestarts is reached"),
    Cut("a pod ended requests or streams before they were complete"),
    Overwritten("somebody else had changed a field of ours on an object of ours, and it was written back"),
    Orphaned("the gateway is gone, and by its owner's wish (--cascade=orphan) everything of it stays"),
    EventsLeftOut("more happened than is told; the operator's log has all of it");

    private final String meaning;

    EventReason(String meaning) {
        this.meaning = meaning;
    }

    /** What has happened, in a clause without a full stop. */
    public String meaning() {
        return meaning;
    }
}
