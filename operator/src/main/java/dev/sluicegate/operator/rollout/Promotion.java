package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** All wanted pods are open, and the Service has no others: the candidate becomes the stable revision. */
final class Promotion {
    private Promotion() {}

    static List<Action> prove(Fleet fleet) {
        return fleet.wanted()
                .filter(it -> !isProven(fleet, it) && isComplete(fleet, it))
                .<List<Action>>map(it -> List.of(new Action.Promote(it.revision(), at(fleet))))
                .orElse(List.of());
    }

    static boolean isProven(Fleet fleet, RevisionState revision) {
        return fleet.isStable(revision.revision()) && !revision.gated();
    }

    private static boolean isComplete(Fleet fleet, RevisionState wanted) {
        int replicas = fleet.desired().replicas();
        return replicas > 0
                && fleet.count(wanted, PodState::isOpen) >= replicas
                && fleet.others().allMatch(it -> fleet.expectedOn(it) == 0);
    }

    /** Later than any other, even if another operator's clock was ahead of ours. */
    private static Instant at(Fleet fleet) {
        return fleet.stable()
                .map(it -> Objects.requireNonNull(it.provenAt()).plusSeconds(1))
                .filter(fleet.now()::isBefore)
                .orElse(fleet.now());
    }
}
