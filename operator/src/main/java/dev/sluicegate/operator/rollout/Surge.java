package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Surge, scale-out and what moves to another node: creates seats of the revision that is at home, and of the canary. */
final class Surge {
    private Surge() {}

    static List<Action> create(Plan plan) {
        Fleet fleet = plan.fleet();
        if (fleet.desired().deleting()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        fleet.home().ifPresent(home -> create(fleet, home, missing(plan), actions));
        if (fleet.target().isBaking() && !fleet.isHeld()) {
            create(fleet, fleet.target().candidate(), missingCanaries(plan), actions);
        }
        return actions;
    }

    /** With the lowest free numbers: what a stale view takes for missing is there already, is found, and is not made twice. */
    private static void create(Fleet fleet, String revision, int number, List<Action> actions) {
        boolean mayBeNew =
                fleet.isWanted(revision) || revision.equals(fleet.target().upcoming());
        if (mayBeNew && fleet.observed().revision(revision).isEmpty()) {
            actions.add(new Action.CreateRecord(revision));
        }
        Set<Integer> taken = fleet.observed().seats().stream()
                .filter(it -> it.revision().equals(revision))
                .map(Seat::number)
                .collect(Collectors.toSet());
        IntStream.iterate(1, it -> it + 1)
                .filter(it -> !taken.contains(it))
                .limit(Math.max(0, number))
                .forEach(it -> actions.add(
                        new Action.CreateSeat(Seat.idOf(revision, it), revision, it, !fleet.isStable(revision))));
    }

    /** How many seats the Service lacks, as far as the surge leaves room for them. */
    static int missing(Fleet fleet) {
        return Math.max(0, Math.min(fleet.desired().replicas() - fleet.kept().size(), room(fleet)));
    }

    /** The same without those that come back. A canary that does, because it cannot be done without, leaves less room. */
    private static int missing(Plan plan) {
        Fleet fleet = plan.fleet();
        int without = missing(fleet) - returning(plan, fleet.home());
        return Math.max(0, Math.min(without, room(fleet) - plan.returning().size()));
    }

    /** How many canary seats it lacks, as far as what heals and scales the others leaves room. */
    static int missingCanaries(Plan plan) {
        Fleet fleet = plan.fleet();
        int returning = returning(plan, Optional.of(fleet.target().candidate()));
        int others = missing(plan) + plan.returning().size() - returning;
        int lacking = fleet.target().canaries() - fleet.canaries().size();
        return Math.max(0, Math.min(lacking, room(fleet) - others) - returning);
    }

    private static int room(Fleet fleet) {
        Desired desired = fleet.desired();
        return desired.replicas()
                + Math.max(1, desired.maxSurge())
                - fleet.kept().size()
                - fleet.canaries().size()
                - fleet.outdated().size();
    }

    /** Those that come back, of this revision while a canary is beside others; each takes the place of one that would be created. */
    private static int returning(Plan plan, Optional<String> revision) {
        return (int) plan.returning().stream()
                .filter(it -> !plan.fleet().target().isBaking()
                        || revision.filter(it.revision()::equals).isPresent())
                .count();
    }
}
