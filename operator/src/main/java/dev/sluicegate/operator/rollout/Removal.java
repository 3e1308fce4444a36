package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.stream.Stream;

/** Makes ReplicaSets smaller by exactly the pods that are marked. */
final class Removal {
    private Removal() {}

    static List<Action> remove(Fleet fleet) {
        return fleet.observed().revisions().stream()
                .flatMap(it -> remove(fleet, it))
                .toList();
    }

    private static Stream<Action> remove(Fleet fleet, RevisionState replicaSet) {
        int live = fleet.count(replicaSet, pod -> true);
        boolean cannotCreate = replicaSet.problem() != null && replicaSet.wanted() > live;
        // Counted from the pods that are there, and only while the ReplicaSet agrees: its controller may still be
        // creating pods,
        // or removing the ones that were marked before, and then one more would go than is meant.
        if (replicaSet.wanted() != live && !cannotCreate) {
            return Stream.empty();
        }
        DeletionOrder order = DeletionOrder.of(fleet, replicaSet);
        if (order.marked().isEmpty()) {
            return cannotCreate ? giveUpUncreated(fleet, replicaSet, replicaSet.wanted() - live) : Stream.empty();
        }
        return order.inTheWay().isEmpty()
                ? Stream.of(new Action.Scale(
                        replicaSet.revision(), live - order.marked().size()))
                : Stream.empty();
    }

    /** Pods that the ReplicaSet says it cannot create, and that are not needed, need not be marked to be taken off its number. */
    private static Stream<Action> giveUpUncreated(Fleet fleet, RevisionState replicaSet, int uncreated) {
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
        // as in Allowance: what the stable revision lacks makes way for candidates that are open, and for nothing else
        long openElsewhere = fleet.live()
                .filter(it -> it.isOpen() && !it.revision().equals(replicaSet.revision()))
                .count();
        return fleet.isStable(replicaSet.revision()) ? (int) Math.max(0, replicas - openElsewhere) : 0;
    }
}
