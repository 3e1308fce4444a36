package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Marks retired pods whose drain is over, so that their ReplicaSet picks them. */
final class Marking {
    /** How long a pod may be pending before it no longer keeps a marked one waiting. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Marking() {}

    static List<Action> mark(Fleet fleet) {
        Set<String> leaving = Retirement.leaving(fleet);
        Set<String> reopening = Reopening.names(fleet);
        return Stream.concat(
                        fleet.retired().filter(it -> Drains.isOver(it, fleet.now()) && !reopening.contains(it.name())),
                        inTheWay(fleet).filter(it -> !leaving.contains(it.name())))
                .<Action>map(it -> new Action.MarkForRemoval(it.name()))
                .toList();
    }

    /**
     * Pending pods that their ReplicaSet would take before a marked one. Those that will not start soon are given up, wanted or
     * not: they carry nothing, and the ReplicaSet is made larger again afterwards.
     */
    private static Stream<PodState> inTheWay(Fleet fleet) {
        return fleet.observed().revisions().stream()
                .flatMap(it -> DeletionOrder.of(fleet, it).inTheWay().stream())
                .filter(it -> it.isOn() && it.kubelet() == Kubelet.PENDING)
                .filter(it -> it.problem() != null
                        || !fleet.now().isBefore(it.createdAt().plus(PATIENCE)));
    }
}
