package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;

/**
 * Which seats leave the Service now, and which come back. All steps work with it, so that none contradicts another.
 *
 * @param leaving serving seats that are retired
 * @param returning retired seats that are reopened; also those whose pod never left and cannot be done without
 * @param warm retired seats that stay as they are, their pods drained: they are kept for a way back
 * @param gone retired seats that are neither reopened nor kept
 */
record Plan(Fleet fleet, List<Seat> leaving, List<Seat> returning, List<Seat> warm, List<Seat> gone) {
    static Plan of(Fleet fleet) {
        List<Seat> returning = new ArrayList<>(Return.choose(fleet));
        List<Seat> gone = new ArrayList<>();
        List<Seat> warm = WarmPods.choose(fleet, returning);
        Allowance allowance = new Allowance(fleet, warm);
        for (Seat seat : fleet.retired()) {
            if (!returning.contains(seat) && !warm.contains(seat)) {
                // what was begun is finished first, or undone if others have failed meanwhile
                (allowance.givesUp(seat) ? gone : returning).add(seat);
            }
        }
        return new Plan(fleet, Retirement.choose(fleet, allowance), returning, warm, gone);
    }

    /** Seats in the Service that are not being retired. */
    List<Seat> staying() {
        return fleet.serving().stream().filter(it -> !leaving.contains(it)).toList();
    }
}
