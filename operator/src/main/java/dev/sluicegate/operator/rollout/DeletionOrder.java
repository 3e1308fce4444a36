package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.rollout.PodState.Gate;
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
 * @param others the pods that shall stay, for now at least
 */
record DeletionOrder(List<PodState> marked, List<PodState> others) {
    private static final Comparator<PodState> ORDER = comparing(PodState::scheduled)
            .thenComparing(it -> it.kubelet() != Kubelet.PENDING)
            .thenComparing(it -> it.kubelet() == Kubelet.READY)
            .thenComparing(it -> !it.marked());

    static DeletionOrder of(Fleet fleet, RevisionState replicaSet) {
        return new DeletionOrder(
                fleet.live(replicaSet).filter(PodState::marked).sorted(ORDER).toList(),
                fleet.live(replicaSet).filter(it -> !it.marked()).toList());
    }

    /** The controller takes exactly the marked pods if the ReplicaSet becomes smaller by their number; also if it does so late. */
    boolean takesMarked() {
        return !marked.isEmpty()
                && inTheWay().isEmpty()
                && (marked.stream().allMatch(DeletionOrder::isNeverReadyAgain)
                        || others.stream().noneMatch(DeletionOrder::isNotReadyOrWillNotBe));
    }

    /** Pods that would go before a marked one. */
    List<PodState> inTheWay() {
        return marked.isEmpty()
                ? List.of()
                : others.stream()
                        .filter(it -> ORDER.compare(it, marked.getLast()) < 0)
                        .toList();
    }

    // A marked pod that became ready would change places with one that drains and so is not ready.

    private static boolean isNotReadyOrWillNotBe(PodState pod) {
        return pod.kubelet() == Kubelet.RUNNING || !pod.isOn();
    }

    private static boolean isNeverReadyAgain(PodState pod) {
        return pod.gate() == Gate.CLOSED || Drains.isDrained(pod);
    }
}
