package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.stream.Stream;

/** Makes ReplicaSets smaller by exactly the pods that are marked. */
final class ScaleDown {
    private ScaleDown() {}

    static List<Action> remove(Fleet fleet) {
        return fleet.observed().revisions().stream()
                .flatMap(it -> remove(fleet, it))
                .toList();
    }

    private static Stream<Action> remove(Fleet fleet, RevisionState replicaSet) {
        int live = fleet.count(replicaSet, pod -> true);
        int marked = fleet.count(replicaSet, PodState::marked);
        if (marked == 0) {
            return giveUpUncreated(fleet, replicaSet, live);
        }
        return isDue(fleet, replicaSet)
                ? Stream.of(new Action.Scale(replicaSet.revision(), live - marked))
                : Stream.empty();
    }

    /**
     * The ReplicaSet can be made smaller now. Its number is counted from the pods that are there, and only while it agrees: its
     * controller may still be creating pods, or removing the ones that were marked before, and then one more would go than is meant.
     */
    private static boolean isDue(Fleet fleet, RevisionState replicaSet) {
        int live = fleet.count(replicaSet, pod -> true);
        boolean settled = replicaSet.wanted() == live || cannotCreate(replicaSet, live);
        return settled && DeletionOrder.of(fleet, replicaSet).takesMarked();
    }

    /** Until this is over the ReplicaSet must not be made larger: an increase could cancel the decrease that takes the marked pods. */
    static boolean isGoingOn(Fleet fleet, RevisionState replicaSet) {
        boolean marked = fleet.count(replicaSet, PodState::marked) > 0;
        return marked && (replicaSet.wanted() < fleet.count(replicaSet, pod -> true) || isDue(fleet, replicaSet));
    }

    private static boolean cannotCreate(RevisionState replicaSet, int live) {
        return replicaSet.problem() != null && replicaSet.wanted() > live;
    }

    /** Pods that the ReplicaSet says it cannot create, and that are not needed, need not be marked to be taken off its number. */
    private static Stream<Action> giveUpUncreated(Fleet fleet, RevisionState replicaSet, int live) {
        int uncreated = cannotCreate(replicaSet, live) ? replicaSet.wanted() - live : 0;
        int needed = neededOn(fleet, replicaSet);
        int given = Math.min(uncreated, fleet.expectedOn(replicaSet) - needed);
        return given > 0
                ? Stream.of(new Action.Scale(replicaSet.revision(), replicaSet.wanted() - given))
                : Stream.empty();
    }

    private static int neededOn(Fleet fleet, RevisionState replicaSet) {
        int replicas = fleet.desired().replicas();
        if (fleet.isHeld()) {
            return Math.min(replicas, fleet.expectedOn(replicaSet));
        }
        if (fleet.isWanted(replicaSet.revision())) {
            return replicas;
        }
        // as in Allowance: what the incumbent lacks makes way for candidates that are open, and for nothing else
        long openElsewhere = fleet.live()
                .filter(it -> it.isOpen() && !it.revision().equals(replicaSet.revision()))
                .count();
        return fleet.isIncumbent(replicaSet.revision()) ? (int) Math.max(0, replicas - openElsewhere) : 0;
    }
}
