package dev.sluicegate.operator.model;

import dev.sluicegate.router.config.DrainSettings.Eviction;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to evictions that holds. Waiting is only promised where pods move by themselves, or a node drain would wait for ever. Pure.
 *
 * @param warning why it is not what the spec says, in a sentence
 */
public record Evictions(Eviction inForce, Optional<String> warning) {
    /** @param seesNodes whether the operator may read nodes */
    public static Evictions of(Gateway gateway, boolean seesNodes) {
        if (gateway.eviction() == Eviction.BUDGET) {
            return new Evictions(Eviction.BUDGET, Optional.empty());
        }
        if (!seesNodes) {
            return instead(
                    "the operator may not read nodes, so it cannot move pods off those that are being left; give its"
                            + " ServiceAccount the chart's ClusterRole (values.readNodes)");
        }
        List<Toleration> tolerations =
                Objects.requireNonNullElse(gateway.rolling().pod().tolerations(), List.of());
        return Tolerations.tolerate(tolerations, Tolerations.CORDON)
                ? instead("spec.pod.tolerations tolerates " + Tolerations.CORDON.getKey()
                        + ", so a pod could come back to the node that it leaves; name the taints that you mean")
                : new Evictions(Eviction.WAIT, Optional.empty());
    }

    /** All that is to be said. */
    public List<String> warnings(List<String> foreignBudgets) {
        Stream<String> budgets = foreignBudgets.stream()
                .map(it ->
                        "PodDisruptionBudget " + it + " selects pods of this gateway, which have budgets of their own;"
                                + " Kubernetes refuses to evict a pod that two budgets select, so node drains fail: delete it, or"
                                + " let it select other pods");
        return Stream.concat(warning.stream(), budgets).toList();
    }

    private static Evictions instead(String why) {
        return new Evictions(
                Eviction.BUDGET,
                Optional.of("drain.eviction Wait is not possible, and evicted pods have only the"
                        + " drain.terminationBudget: " + why));
    }
}
