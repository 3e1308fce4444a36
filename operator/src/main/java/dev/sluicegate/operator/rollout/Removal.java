package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The removal of what is over: retired seats whose pods are drained, closed ones whose pods are gone, and revisions that nobody goes back to. */
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

    /** Forgets revisions without seats that are beyond the history limit, the oldest first to go. */
    static List<Action> forget(Plan plan) {
        Fleet fleet = plan.fleet();
        if (fleet.desired().deleting()) {
            return List.of(); // they go with the gateway
        }
        return fleet.observed().revisions().stream()
                .filter(it -> !fleet.isWanted(it.revision()) && !fleet.isStable(it.revision()))
                // a failed candidate's record is what keeps it from being tried again
                .filter(it -> !it.revision().equals(fleet.target().candidate()))
                // what it has replaced counts as long as its window lasts
                .filter(it -> !Watchdog.counts(fleet, it))
                .filter(it -> fleet.observed().seats().stream()
                        .noneMatch(seat -> seat.revision().equals(it.revision())))
                .sorted(comparing(Removal::lastUsed).reversed().thenComparing(RevisionState::revision))
                .skip(fleet.desired().historyLimit())
                .<Action>map(it -> new Action.DeleteRecord(it.revision()))
                .toList();
    }

    private static Instant lastUsed(RevisionState revision) {
        Instant proven = revision.provenAt();
        return proven == null ? revision.createdAt() : proven;
    }
}
