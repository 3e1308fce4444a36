package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which seats leave the Service now, which come back, and what was found of the pods. All steps work with it, so that none contradicts another.
 *
 * @param leaving serving seats that are retired
 * @param returning retired seats that are reopened; also those whose pod never left and cannot be done without
 * @param warm retired seats that stay as they are, their pods drained: they are kept for a way back
 * @param gone retired seats that are neither reopened nor kept
 * @param canary what is to be said of the candidate's canary; empty if none has to pass, or is there to be looked at
 * @param watchdog what is to be said of pods that run
 */
record Plan(
        Fleet fleet,
        List<Seat> leaving,
        List<Seat> returning,
        List<Seat> warm,
        List<Seat> gone,
        Optional<CanaryAnalysis.Finding> canary,
        Watchdog.Finding watchdog) {
    static Plan of(Fleet fleet) {
        List<Seat> returning = new ArrayList<>(Reopening.choose(fleet));
        List<Seat> gone = new ArrayList<>();
        List<Seat> warm = WarmPods.choose(fleet, returning);
        DisruptionAllowance allowance = new DisruptionAllowance(fleet, warm);
        for (Seat seat : fleet.retired()) {
            if (!returning.contains(seat) && !warm.contains(seat)) {
                // what was begun is finished first, or undone if others have failed meanwhile
                (allowance.givesUp(seat) ? gone : returning).add(seat);
            }
        }
        return new Plan(
                fleet,
                Retirement.choose(fleet, allowance),
                returning,
                warm,
                gone,
                CanaryAnalysis.find(fleet),
                Watchdog.find(fleet));
    }

    /** Seats in the Service that are not being retired. */
    List<Seat> staying() {
        return fleet.serving().stream().filter(it -> !leaving.contains(it)).toList();
    }
}
