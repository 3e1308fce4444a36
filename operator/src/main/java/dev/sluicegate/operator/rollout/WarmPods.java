package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import java.time.Instant;
import java.util.List;

/**
 * The pods that are kept warm: drained pods of the stable revision, while another one that is not proven yet is wanted. A rollback and a
 * scale-out then need no start. They are out of the Service and carry nothing, so nobody waits for them: they are neither counted as
 * draining nor asked again and again.
 */
final class WarmPods {
    private WarmPods() {}

    /** Those that are kept; the other drained pods are removed as ever. The order never changes, so that none is kept in turns. */
    static List<Seat> choose(Fleet fleet, List<Seat> returning) {
        if (!isUseful(fleet)) {
            return List.of();
        }
        List<Seat> warm = fleet.retired().stream()
                .filter(it -> !returning.contains(it) && isWarm(fleet, it))
                .sorted(comparing(Seat::id))
                .toList();
        long kept = Math.min(mostUseful(fleet, returning), warm.size() - givingWay(fleet));
        return warm.subList(0, Math.clamp(kept, 0, warm.size()));
    }

    /** Whether this seat's pod could go back to the Service at once, and may be needed there. */
    static boolean isWarm(Fleet fleet, Seat seat) {
        return isUseful(fleet)
                && fleet.isStable(seat.revision())
                && seat.isRetired()
                && !fleet.mustMove(seat)
                && seat.live().findAny().isPresent()
                && seat.live().allMatch(it -> it.isAlive() && !it.isOn() && Drains.isDrained(it) && !Drains.hasCut(it));
    }

    private static boolean isUseful(Fleet fleet) {
        return fleet.desired().maxWarm() > 0
                && !fleet.desired().deleting()
                && fleet.stable().isPresent()
                && !fleet.isStable(fleet.desired().revision());
    }

    /** No more than could ever go back: those that still serve need none in their place. */
    private static long mostUseful(Fleet fleet, List<Seat> returning) {
        long serving = fleet.serving().stream()
                        .filter(it -> fleet.isStable(it.revision()))
                        .count()
                + returning.stream().filter(it -> fleet.isStable(it.revision())).count();
        return Math.min(fleet.desired().maxWarm(), fleet.desired().replicas() - serving);
    }

    /**
     * One for each pod that finds no room, or the rollout would never end in a cluster or a quota that is full. What is being removed
     * already makes room too, so this is not repeated before that is gone.
     */
    private static long givingWay(Fleet fleet) {
        long withoutRoom =
                fleet.serving().stream().filter(WarmPods::findsNoRoom).count();
        long makingRoom = fleet.observed().seats().stream()
                .filter(it -> it.isClosed() && it.pods().stream().noneMatch(pod -> isLost(fleet, pod)))
                .count();
        return Math.max(0, withoutRoom - makingRoom);
    }

    /** It should have ended long ago, and its node says nothing: what it holds comes back with the node or never. */
    private static boolean isLost(Fleet fleet, PodState pod) {
        return pod.router() instanceof RouterReport.Silent(Instant _, Instant unanswered)
                && !fleet.now()
                        .isBefore(unanswered
                                .plus(fleet.desired().terminationBudget())
                                .plus(Drains.MARGIN));
    }

    private static boolean findsNoRoom(Seat seat) {
        return seat.problem() != null
                || seat.live()
                        .anyMatch(it ->
                                it.problem() != null && it.problem().reason().equals(PodProblem.Unschedulable.name()));
    }
}
