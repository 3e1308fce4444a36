package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import java.util.List;
import java.util.Map;

/**
 * The API server's answer to evictions, by the budgets as they are rendered: {@code pkg/registry/core/pod/storage/eviction.go} and
 * {@code pkg/controller/disruption} in kubernetes/kubernetes. Every seat's pod is expected to be there. What a budget's status says of pods that have just
 * stopped being ready is from before: the disruption controller may be late.
 */
final class SimulatedEvictions {
    private final List<PodDisruptionBudget> budgets;

    SimulatedEvictions(List<PodDisruptionBudget> budgets) {
        this.budgets = budgets;
    }

    boolean allows(PodState pod, List<PodState> all) {
        if (pod.terminating() || pod.kubelet() == Kubelet.ENDED || pod.kubelet() == Kubelet.PENDING) {
            return true;
        }
        List<PodDisruptionBudget> its =
                budgets.stream().filter(it -> selects(it, pod)).toList();
        if (its.size() != 1) {
            return its.isEmpty();
        }
        PodDisruptionBudgetSpec spec = its.getFirst().getSpec();
        List<PodState> selected = all.stream()
                .filter(it -> it.kubelet() != Kubelet.ENDED && selects(its.getFirst(), it))
                .toList();
        long healthy = selected.stream()
                .filter(it -> it.isLive() && it.kubelet() == Kubelet.READY)
                .count();
        long expected = selected.size();
        long desired = spec.getMinAvailable() != null
                ? spec.getMinAvailable().getIntVal()
                : Math.max(0, expected - unavailable(spec, expected));
        long healthyBefore = selected.stream().filter(PodState::isLive).count();
        if (pod.kubelet() != Kubelet.READY
                && ("AlwaysAllow".equals(spec.getUnhealthyPodEvictionPolicy())
                        || (healthyBefore >= desired && desired > 0))) {
            return true;
        }
        return expected > 0 && healthy - desired > 0;
    }

    private static long unavailable(PodDisruptionBudgetSpec spec, long expected) {
        Integer number = spec.getMaxUnavailable().getIntVal();
        return number == null ? expected : number;
    }

    private static boolean selects(PodDisruptionBudget budget, PodState pod) {
        Map<String, String> wanted = budget.getSpec().getSelector().getMatchLabels();
        return (pod.traffic() instanceof Traffic.On ? "on" : "off").equals(wanted.get("sluicegate.dev/traffic"));
    }
}
