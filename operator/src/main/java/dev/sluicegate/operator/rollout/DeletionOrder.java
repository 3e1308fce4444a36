package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.util.Comparator;
import java.util.List;

/**
 * Which pods of a ReplicaSet its controller deletes first when it becomes smaller.
 *
 * <p>The order is that of ActivePodsWithRanks in pkg/controller/controller_utils.go of kubernetes/kubernetes, as far as the marks
 * decide: without a node, then pending, then not ready, then the lowest deletion cost. What comes after that never decides between a
 * marked and an unmarked pod.
 *
 * @param marked the pods that shall go
 * @param inTheWay unmarked pods that would go before one of these
 */
record DeletionOrder(List<PodState> marked, List<PodState> inTheWay) {
    private static final Comparator<PodState> ORDER = comparing(PodState::scheduled)
            .thenComparing(it -> it.kubelet() != Kubelet.PENDING)
            .thenComparing(it -> it.kubelet() == Kubelet.READY)
            .thenComparing(it -> !it.marked());

    static DeletionOrder of(Fleet fleet, RevisionState replicaSet) {
        List<PodState> marked =
                fleet.live(replicaSet).filter(PodState::marked).sorted(ORDER).toList();
        if (marked.isEmpty()) {
            return new DeletionOrder(marked, List.of());
        }
        PodState last = marked.getLast();
        return new DeletionOrder(
                marked,
                fleet.live(replicaSet)
                        .filter(it -> !it.marked() && ORDER.compare(it, last) < 0)
                        .toList());
    }
}
