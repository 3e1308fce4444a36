package dev.sluicegate.operator.rollout;

import java.util.List;

/** The number of pods that one step may still take out of the Service; used up as it is given. */
final class DisruptionAllowance {
    private final Fleet fleet;
    private final int replicas;
    private long open;
    private long shaken;
    private long draining;

    /** @param warm drained pods that are kept: nobody waits for them */
    DisruptionAllowance(Fleet fleet, List<Seat> warm) {
        this.fleet = fleet;
        this.replicas = fleet.desired().replicas();
        this.open = fleet.open();
        this.shaken = fleet.outdated().stream().filter(this::isShaken).count();
        this.draining = fleet.observed().seats().stream()
                .filter(it -> !it.isServing() && !warm.contains(it) && drains(it))
                .count();
    }

    /** A rollout does not wait for what no time ends. */
    private boolean drains(Seat seat) {
        return seat.live().anyMatch(it -> !Drains.isStuck(fleet, seat, it));
    }

    /** Whether this outdated seat may go now; it is taken as gone if so. */
    boolean replaces(Seat seat) {
        boolean drains = !seat.carriesNothing();
        if (drains && replicas > 0 && draining >= Math.max(1, fleet.desired().maxDraining())) {
            return false;
        }
        // An old pod that is not open, be it for a second, makes way for nothing but a candidate that is: else a
        // candidate that never comes up would wear the old fleet down by its small accidents.
        if (isShaken(seat)) {
            if (open + shaken - 1 < replicas) {
                return false;
            }
            shaken--;
        }
        if (!givesUp(seat)) {
            return false;
        }
        draining += drains ? 1 : 0;
        return true;
    }

    /** Whether this seat, one of too many, may go now; it is taken as gone if so. */
    boolean givesUp(Seat seat) {
        if (!seat.isOpen()) {
            return true;
        }
        if (open - 1 < replicas) {
            return false;
        }
        open--;
        return true;
    }

    /** Not open, though it was or shall be again as long as no candidate is. */
    private boolean isShaken(Seat seat) {
        return !seat.isOpen()
                && (seat.wasAdmitted() || fleet.isWanted(seat.revision()) || fleet.isIncumbent(seat.revision()));
    }
}
