package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparingInt;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Too few pods, and some that could serve are draining: an undo, or a scale-out after a scale-in. They come back at once. */
final class Reopening {
    private Reopening() {}

    static List<Action> reopen(Fleet fleet) {
        return choose(fleet).stream()
                .<Action>map(it -> new Action.Reopen(it.name()))
                .toList();
    }

    /** The pods to reopen, the busiest first: the idle ones are gone soonest. */
    static List<PodState> choose(Fleet fleet) {
        // pods that have not even started are not counted: they are given up for one that runs
        long running = fleet.on()
                .filter(it -> fleet.isHeld() || fleet.isWanted(it.revision()))
                .filter(PodState::isAlive)
                .count();
        return fleet.retired()
                .filter(it -> canReopen(fleet, it))
                .sorted(comparingInt((PodState it) -> it.inFlight().orElse(0))
                        .reversed()
                        .thenComparing(PodState::name))
                .limit(Math.max(0, fleet.desired().replicas() - running))
                .toList();
    }

    static Set<String> names(Fleet fleet) {
        return choose(fleet).stream().map(PodState::name).collect(Collectors.toSet());
    }

    private static boolean canReopen(Fleet fleet, PodState pod) {
        return (fleet.isWanted(pod.revision()) || fleet.isHome(pod.revision()))
                && pod.isAlive()
                && pod.router() instanceof RouterReport.Answered
                && !Drains.isPast(pod, fleet.now());
    }
}
