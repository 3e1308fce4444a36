package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The promise of {@link Invariants} on warm pods: what one decision may do to them, by what it was made on. */
final class KeptWarm {
    private KeptWarm() {}

    static void decided(Desired desired, Observed observed, Step step) {
        List<Action> actions = step.actions();
        for (Seat seat : observed.seats()) {
            boolean returns = actions.contains(new Action.ReopenSeat(seat.id()));
            // one of more pods that somebody else asked for and put back is needed where it is
            Invariants.check(
                    !returns || seat.isOpen() || seat.live().noneMatch(it -> isDrained(it) && hasCut(it)),
                    () -> "13: %s comes back though it has cut what it carried".formatted(seat.id()));
        }
        startsNoneBeside(observed, actions);
        long closed = closed(observed, actions, it -> isWarm(desired, observed, it));
        long rest = observed.seats().stream()
                        .filter(it ->
                                isWarm(desired, observed, it) && !actions.contains(new Action.ReopenSeat(it.id())))
                        .count()
                - closed;
        // what is undone because others have failed meanwhile comes on top, for one decision
        long bound = Math.max(0, most(desired, observed, List.of()));
        Invariants.check(
                step.warm().size() <= bound,
                () -> "13: %s are kept warm, the bound is %d".formatted(step.warm(), bound));
        long most = most(desired, observed, actions);
        long more = Math.min(closed, most - rest);
        long lacking = observed.seats().stream().filter(KeptWarm::findsNoRoom).count();
        Invariants.check(
                more <= lacking,
                () -> "13: %d warm pods are removed, though another revision is unproven and %d pods find no room"
                        .formatted(more, lacking));
    }

    /** What still runs is better than what would have to start. */
    private static void startsNoneBeside(Observed observed, List<Action> actions) {
        for (Action action : actions) {
            if (action instanceof Action.CreateSeat(var id, var revision, var _, var _)) {
                Invariants.check(
                        observed.seats().stream()
                                .noneMatch(it -> it.revision().equals(revision)
                                        && couldReturn(observed, it)
                                        && !actions.contains(new Action.ReopenSeat(it.id()))),
                        () -> "13: %s is started though a drained pod of %s could come back".formatted(id, revision));
            }
        }
    }

    private static long closed(Observed observed, List<Action> actions, Predicate<Seat> which) {
        return observed.seats().stream()
                .filter(which)
                .filter(it -> actions.contains(new Action.CloseSeat(it.id())))
                .count();
    }

    /** How many may be warm: those that serve need none in their place. */
    static long most(Desired desired, Observed observed, List<Action> actions) {
        String stable = observed.stable().map(RevisionState::revision).orElse("");
        long serving = observed.seats().stream()
                .filter(it -> it.revision().equals(stable))
                .filter(it -> it.isServing() || actions.contains(new Action.ReopenSeat(it.id())))
                .count();
        return Math.min(desired.maxWarm(), desired.replicas() - serving);
    }

    /** It could go back to the Service at once, and may be needed there. */
    static boolean isWarm(Desired desired, Observed observed, Seat seat) {
        return awaitsProof(desired, observed)
                && observed.stable()
                        .filter(it -> it.revision().equals(seat.revision()))
                        .isPresent()
                && couldReturn(observed, seat);
    }

    private static boolean couldReturn(Observed observed, Seat seat) {
        return seat.isRetired()
                && !hasToGo(observed, seat)
                && seat.size() == 1
                && seat.live().findAny().isPresent()
                && seat.live()
                        .allMatch(it ->
                                it.isAlive() && !it.isOn() && !it.onLeavingNode() && isDrained(it) && !hasCut(it));
    }

    /** It did not do its work. */
    private static boolean hasToGo(Observed observed, Seat seat) {
        return observed.revisions().stream()
                .flatMap(it -> it.replaced().stream())
                .anyMatch(it -> seat.live().anyMatch(pod -> pod.name().equals(it.pod())));
    }

    /** Another revision than the stable one is what all pods shall run. */
    static boolean awaitsProof(Desired desired, Observed observed) {
        Optional<String> stable = observed.stable().map(RevisionState::revision);
        return !desired.deleting()
                && stable.isPresent()
                && !stable.get().equals(Target.of(desired, observed).desired().revision());
    }

    static boolean isDrained(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.DRAINED
                && status.inFlight().total() == 0;
    }

    private static boolean hasCut(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.outcomes().getOrDefault(Outcome.CUT, 0L) > 0;
    }

    private static boolean findsNoRoom(Seat seat) {
        return seat.isServing()
                && (seat.problem() != null
                        || seat.live()
                                .anyMatch(it -> it.problem() != null
                                        && it.problem().reason().equals("Unschedulable")));
    }
}
