package dev.sluicegate.operator.rollout;

import java.util.List;

/** Surge and scale-out: asks for more pods of the revision that is at home. */
final class ScaleUp {
    private ScaleUp() {}

    static List<Action> grow(Fleet fleet) {
        if (fleet.desired().deleting()) {
            return List.of();
        }
        if (fleet.wanted().isEmpty() && !fleet.isHeld()) {
            return List.of(new Action.CreateRevision(fleet.desired().revision(), Math.max(0, target(fleet))));
        }
        return fleet.home().map(home -> grow(fleet, home)).orElse(List.of());
    }

    private static List<Action> grow(Fleet fleet, RevisionState home) {
        if (ScaleDown.isGoingOn(fleet, home)) {
            return List.of();
        }
        int reopening = Reopening.choose(fleet).size();
        int missing = target(fleet) - fleet.expectedOn(home) - reopening;
        return missing > 0 ? List.of(new Action.Scale(home.revision(), home.wanted() + missing)) : List.of();
    }

    /** How many pods of the home revision shall be in the Service: all that are wanted, as soon as the surge leaves room. */
    static int target(Fleet fleet) {
        Desired desired = fleet.desired();
        int others = fleet.observed().revisions().stream()
                .filter(it -> !fleet.isHome(it.revision()))
                .mapToInt(fleet::expectedOn)
                .sum();
        int room = fleet.isHeld()
                ? desired.replicas() - others
                : desired.replicas() + Math.max(1, desired.maxSurge()) - others;
        return Math.min(desired.replicas(), room);
    }
}
