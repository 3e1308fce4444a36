package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.model.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The judgement whether a node is being left, seen from a pod on it. Pure. Two things have to be true, as
 * docs/decisions/0013-leaving-nodes.md explains: the scheduler would not bring this pod here again, or the replacement could land here
 * and be moved for ever; and what keeps the pod away says that those who are here shall go as well.
 */
final class LeavingNode {
    /**
     * Taints that announce a node's end. Of the cluster autoscaler: cluster-autoscaler/utils/taints in kubernetes/autoscaler; its
     * DeletionCandidateOfClusterAutoscaler is PreferNoSchedule and announces nothing yet. Of Karpenter, now and before v1:
     * pkg/apis/v1/taints.go in kubernetes-sigs/karpenter. Of a machine that is shut down: cloud-provider/api.
     */
    private static final Set<String> ENDS = Set.of(
            Tolerations.CORDON.getKey(),
            "ToBeDeletedByClusterAutoscaler",
            "karpenter.sh/disrupted",
            "karpenter.sh/disruption",
            "node.cloudprovider.kubernetes.io/shutdown");

    /** Words in the keys of everybody else's: medik8s.io/drain, aws-node-termination-handler/spot-itn, example.com/maintenance. */
    private static final Set<String> WORDS = Set.of("maintenance", "drain", "termination");

    /** The lifecycle conditions of a node, where the cluster has them: kubernetes.io/docs/reference/node/node-lifecycle-conditions. */
    private static final Set<String> CONDITIONS =
            Set.of("DrainInProgress", "Drained", "MaintenanceInProgress", "GracefulNodeShutdownInProgress");

    private LeavingNode() {}

    /** True if a pod with these tolerations should leave the node. */
    static boolean isLeft(Node node, List<Toleration> tolerations) {
        List<Taint> keepAway = taints(node).stream()
                .filter(it -> "NoSchedule".equals(it.getEffect()) || "NoExecute".equals(it.getEffect()))
                .filter(it -> !Tolerations.tolerate(tolerations, it))
                .toList();
        return keepAway.stream().anyMatch(it -> endsANode(it.getKey()))
                || (!keepAway.isEmpty() && isInItsLastPhase(node));
    }

    private static List<Taint> taints(Node node) {
        if (node.getSpec() == null) {
            return List.of();
        }
        List<Taint> taints =
                new ArrayList<>(Objects.requireNonNullElse(node.getSpec().getTaints(), List.of()));
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            taints.add(Tolerations.CORDON);
        }
        return taints;
    }

    private static boolean endsANode(String key) {
        return ENDS.contains(key) || WORDS.stream().anyMatch(key::contains);
    }

    private static boolean isInItsLastPhase(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(it -> "True".equals(it.getStatus()) && isOfLifecycle(it));
    }

    /** Of its conditions, one that says whether it is being left. */
    static boolean isOfLifecycle(NodeCondition condition) {
        return CONDITIONS.contains(condition.getType());
    }
}
