package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.Gateways;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Instant;
import java.util.List;

/** What {@link Rollout#decide} does; mutants do it wrongly. */
@FunctionalInterface
interface Decision {
    Step decide(Desired desired, Observed observed, Instant now);

    /** What stands before evictions. */
    default List<PodDisruptionBudget> budgets() {
        return Gateways.budgets();
    }

    /** Routers take an earlier config for what it is. */
    default boolean routersKnowGenerations() {
        return true;
    }

    /** Nothing is sent any more by an operator whose lease another has got. */
    default boolean isFenced() {
        return true;
    }

    /** A seat is closed only if the API server has no pod of it that was not seen. */
    default boolean readsPodsBeforeItCloses() {
        return true;
    }
}
