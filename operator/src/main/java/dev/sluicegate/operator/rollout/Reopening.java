package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings pods back: when there are too few and some that could serve are draining (an undo, or a scale-out after a scale-in), and
 * when the pod of a serving seat has lost its label or drains, because somebody else told it to or we were interrupted.
 */
final class Reopening {
    private Reopening() {}

    static List<Action> bringBack(Plan plan) {
        List<Action> actions = new ArrayList<>();
        for (Seat seat : plan.returning()) {
            actions.add(new Action.ReopenSeat(seat.id()));
            seat.live().forEach(pod -> restore(seat, pod, actions));
        }
        for (Seat seat : plan.staying()) {
            seat.live().forEach(pod -> restore(seat, pod, actions));
        }
        return actions;
    }

    /** Told first: a pod is in the Service only if its router serves. */
    private static void restore(Seat seat, PodState pod, List<Action> actions) {
        boolean off = !pod.isOn();
        if (pod.isAlive() && (off ? !isOpen(pod) : drains(pod))) {
            actions.add(new Action.TellOpen(seat.id(), pod.name()));
        }
        if (off) {
            actions.add(new Action.Restore(seat.id(), pod.name()));
        }
    }

    private static boolean isOpen(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && (status.phase() == Phase.SERVING || status.phase() == Phase.STARTING);
    }

    private static boolean drains(PodState pod) {
        return pod.router() instanceof RouterReport.Answered && !isOpen(pod);
    }

    /** The seats to reopen, the busiest first: the idle ones are gone soonest. */
    static List<Seat> choose(Fleet fleet) {
        if (fleet.retired().isEmpty()) {
            return List.of();
        }
        // pods that have not even started are not counted: they are given up for one that runs
        long running = fleet.kept().stream().filter(Seat::isAlive).count();
        List<Seat> wanted = fleet.retired().stream()
                .filter(it -> canReturn(fleet, it))
                .sorted(comparingInt((Seat it) -> it.inFlight().orElse(0))
                        .reversed()
                        .thenComparing(Seat::id))
                .limit(Math.max(0, fleet.desired().replicas() - running))
                .toList();
        return Stream.of(wanted.stream(), forScaleOut(fleet, wanted), asCanaries(fleet))
                .flatMap(it -> it)
                .toList();
    }

    /** A change that is taken back, and made again. */
    private static Stream<Seat> asCanaries(Fleet fleet) {
        Target target = fleet.target();
        return fleet.retired().stream()
                .filter(it ->
                        target.isBaking() && !fleet.isHeld() && it.revision().equals(target.candidate()))
                .filter(it -> losesNothing(fleet, it))
                .sorted(comparing(Seat::id))
                .limit(Math.max(0, target.canaries() - fleet.canaries().size()));
    }

    /** Warm pods of the stable revision, until the unproven one has as many as are wanted now: they serve at once, a new one must start. */
    private static Stream<Seat> forScaleOut(Fleet fleet, List<Seat> returning) {
        int missing = fleet.desired().replicas() - fleet.serving().size() - returning.size();
        return fleet.retired().stream()
                .filter(it -> !returning.contains(it) && WarmPods.isWarm(fleet, it))
                .sorted(comparing(Seat::id))
                .limit(Math.max(0, missing));
    }

    private static boolean canReturn(Fleet fleet, Seat seat) {
        return (fleet.isWanted(seat.revision()) || fleet.isHome(seat.revision())) && losesNothing(fleet, seat);
    }

    /** A drain that is over has lost nothing, whenever that was; one that goes on must not end while its pod comes back. */
    private static boolean losesNothing(Fleet fleet, Seat seat) {
        return !fleet.mustMove(seat)
                && seat.live().findAny().isPresent()
                && seat.live()
                        .allMatch(it -> it.isAlive()
                                && it.router() instanceof RouterReport.Answered
                                && (Drains.isDrained(it) ? !Drains.hasCut(it) : !Drains.isPast(fleet, seat, it)));
    }
}
