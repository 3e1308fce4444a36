package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The disruption budgets of others that select a gateway's pods as well. The API server evicts no pod that two budgets select: it
 * answers 500 (pkg/registry/core/pod/storage/eviction.go in kubernetes/kubernetes). Pure.
 */
final class ForeignBudgets {
    private ForeignBudgets() {}

    /** Their names. */
    static List<String> selecting(Collection<Pod> pods, Collection<PodDisruptionBudget> budgets) {
        return budgets.stream()
                .filter(budget -> pods.stream().anyMatch(pod -> selects(budget, pod)))
                .map(budget -> budget.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** For evictions an empty selector selects nothing. */
    private static boolean selects(PodDisruptionBudget budget, Pod pod) {
        LabelSelector selector =
                budget.getSpec() == null ? null : budget.getSpec().getSelector();
        if (selector == null) {
            return false;
        }
        Map<String, String> wanted = Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        List<LabelSelectorRequirement> requirements =
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        return !(wanted.isEmpty() && requirements.isEmpty())
                && labels.entrySet().containsAll(wanted.entrySet())
                && requirements.stream().allMatch(it -> isMet(it, labels));
    }

    private static boolean isMet(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        List<String> values = Objects.requireNonNullElse(requirement.getValues(), List.of());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
