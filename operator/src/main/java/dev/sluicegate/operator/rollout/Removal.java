package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;

/** Closes retired seats whose pods are drained, and deletes closed ones whose pods are gone. */
final class Removal {
    private Removal() {}

    static List<Action> remove(Plan plan) {
        Fleet fleet = plan.fleet();
        List<Action> actions = new ArrayList<>();
        for (Seat seat : plan.gone()) {
            if (isOver(fleet, seat)) {
                actions.add(new Action.CloseSeat(seat.id()));
            }
        }
        for (Seat seat : fleet.observed().seats()) {
            // while the gateway is deleted they go with it
            if (seat.isClosed() && seat.isEmpty() && !fleet.desired().deleting()) {
                actions.add(new Action.DeleteSeat(seat.id()));
            }
        }
        return actions;
    }

    /**
     * No pod of it can lose anything any more. A pod that its controller speaks of and we do not see yet is waited for, and so is a
     * controller that does not know yet that the seat is retired: it could still make a pod that is in the Service.
     */
    private static boolean isOver(Fleet fleet, Seat seat) {
        return seat.observed()
                && seat.live().count() >= seat.reported()
                && seat.live().allMatch(it -> Drains.isOver(fleet, seat, it));
    }
}
