package dev.sluicegate.operator.rollout;

/** What one step may still take out of the Service; used up as it is given. */
final class Allowance {
    private final Fleet fleet;
    private final int replicas;
    private long open;
    private long shaken;
    private long draining;

    Allowance(Fleet fleet) {
        this.fleet = fleet;
        this.replicas = fleet.desired().replicas();
        this.open = fleet.open();
        this.shaken = fleet.on().filter(this::isShaken).count();
        this.draining = fleet.retired().count() + fleet.marked().count();
    }

    /** Whether this pod of another revision may go now; it is taken as gone if so. */
    boolean replaces(PodState pod) {
        boolean drains = !pod.carriesNothing();
        if (drains && replicas > 0 && draining >= Math.max(1, fleet.desired().maxDraining())) {
            return false;
        }
        // An old pod that is not open, be it for a second, makes way for nothing but a candidate that is: else a
        // candidate that never comes up would wear the old fleet down by its small accidents.
        if (isShaken(pod)) {
            if (open + shaken - 1 < replicas) {
                return false;
            }
            shaken--;
        }
        if (!givesUp(pod)) {
            return false;
        }
        draining += drains ? 1 : 0;
        return true;
    }

    /** Whether this pod, one of too many, may go now; it is taken as gone if so. */
    boolean givesUp(PodState pod) {
        if (!pod.isOpen()) {
            return true;
        }
        if (open - 1 < replicas) {
            return false;
        }
        open--;
        return true;
    }

    /** Not open, though it was or shall be again as long as no candidate is. */
    private boolean isShaken(PodState pod) {
        return !pod.isOpen()
                && !fleet.isWanted(pod.revision())
                && (pod.wasAdmitted() || fleet.isIncumbent(pod.revision()));
    }
}
