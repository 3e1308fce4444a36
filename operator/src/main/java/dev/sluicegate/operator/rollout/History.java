package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.List;

/** Forgets revisions without seats that are beyond the history limit, the oldest first to go. */
final class History {
    private History() {}

    static List<Action> forget(Plan plan) {
        Fleet fleet = plan.fleet();
        if (fleet.desired().deleting()) {
            return List.of(); // they go with the gateway
        }
        return fleet.observed().revisions().stream()
                .filter(it -> !fleet.isWanted(it.revision()) && !fleet.isStable(it.revision()))
                .filter(it -> fleet.observed().seats().stream()
                        .noneMatch(seat -> seat.revision().equals(it.revision())))
                .sorted(comparing(History::lastUsed).reversed().thenComparing(RevisionState::revision))
                .skip(fleet.desired().historyLimit())
                .<Action>map(it -> new Action.DeleteRecord(it.revision()))
                .toList();
    }

    private static Instant lastUsed(RevisionState revision) {
        Instant proven = revision.provenAt();
        return proven == null ? revision.createdAt() : proven;
    }
}
