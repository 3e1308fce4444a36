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
 * @param others the pods that shall stay, for now at least
 * @param neverReadyAgain none of the marked pods is or will be ready
 */
record DeletionOrder(List<PodState> marked, List<PodState> others, boolean neverReadyAgain) {
    private static final Comparator<PodState> ORDER = comparing(PodState::scheduled)
            .thenComparing(it -> it.kubelet() != Kubelet.PENDING)
            .thenComparing(it -> it.kubelet() == Kubelet.READY)
            .thenComparing(it -> !it.marked());

    static DeletionOrder of(Fleet fleet, RevisionState replicaSet) {
        List<PodState> marked =
                fleet.live(replicaSet).filter(PodState::marked).sorted(ORDER).toList();
        List<PodState> others =
                fleet.live(replicaSet).filter(it -> !it.marked()).toList();
        return new DeletionOrder(marked, others, marked.stream().allMatch(it -> isNeverReadyAgain(fleet, it)));
    }

    /** The controller takes exactly the marked pods if the ReplicaSet becomes smaller by their number; also if it does so late. */
    boolean takesMarked() {
        return !marked.isEmpty()
                && inTheWay().isEmpty()
                && (neverReadyAgain || others.stream().noneMatch(DeletionOrder::isNotReadyOrWillNotBe));
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

    private static boolean isNeverReadyAgain(Fleet fleet, PodState pod) {
        return !pod.wasAdmitted() || Drains.hasLostReadiness(pod, fleet.now());
    }
}
