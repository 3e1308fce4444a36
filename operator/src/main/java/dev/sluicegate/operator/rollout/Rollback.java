package dev.sluicegate.operator.rollout;

import java.util.List;

/** The memory of a candidate that has failed, which makes {@link Target} choose the stable revision. */
final class Rollback {
    private Rollback() {}

    static List<Action> remember(Plan plan) {
        Fleet fleet = plan.fleet();
        if (!isPossible(fleet)) {
            return List.of();
        }
        return Stall.failure(plan).stream()
                .<Action>map(it -> new Action.MarkFailed(
                        fleet.target().upcoming(),
                        new RevisionState.Failure(fleet.desired().since(), it.reason(), it.cause())))
                .toList();
    }

    /** There is a proven revision to go back to, and nobody has said to wait. */
    static boolean isPossible(Fleet fleet) {
        return fleet.desired().rollsBack()
                && !fleet.desired().deleting()
                && !fleet.desired().paused()
                && fleet.upcoming().isPresent()
                && fleet.stable().isPresent()
                && !fleet.isStable(fleet.target().upcoming());
    }
}
