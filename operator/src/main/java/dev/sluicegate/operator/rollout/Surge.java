package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Surge, scale-out and what moves to another node: creates seats of the revision that is at home. */
final class Surge {
    private Surge() {}

    static List<Action> create(Plan plan) {
        Fleet fleet = plan.fleet();
        if (fleet.desired().deleting()) {
            return List.of();
        }
        return fleet.home().map(home -> create(plan, home)).orElse(List.of());
    }

    /** With the lowest free numbers: what a stale view takes for missing is there already, is found, and is not made twice. */
    private static List<Action> create(Plan plan, String home) {
        Fleet fleet = plan.fleet();
        List<Action> actions = new ArrayList<>();
        if (fleet.isWanted(home) && fleet.wanted().isEmpty()) {
            actions.add(new Action.CreateRecord(home));
        }
        Set<Integer> taken = fleet.observed().seats().stream()
                .filter(it -> it.revision().equals(home))
                .map(Seat::number)
                .collect(Collectors.toSet());
        IntStream.iterate(1, it -> it + 1)
                .filter(it -> !taken.contains(it))
                .limit(Math.max(0, missing(fleet) - plan.returning().size()))
                .forEach(
                        it -> actions.add(new Action.CreateSeat(Seat.idOf(home, it), home, it, !fleet.isStable(home))));
        return actions;
    }

    /** How many seats the Service lacks, as far as the surge leaves room for them. */
    static int missing(Fleet fleet) {
        Desired desired = fleet.desired();
        int kept = fleet.kept().size();
        int room = desired.replicas()
                + Math.max(1, desired.maxSurge())
                - kept
                - fleet.outdated().size();
        return Math.max(0, Math.min(desired.replicas() - kept, room));
    }
}
