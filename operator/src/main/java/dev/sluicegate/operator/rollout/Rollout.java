package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The rollout's decision.
 *
 * <p>What keeps clients from harm, and where:
 * <ul>
 *   <li>An open seat is retired only if as many as are wanted stay open: {@link DisruptionAllowance}.
 *   <li>A seat is retired in its template first, then its pod leaves the Service, then the router drains: {@link Retirement}. So a pod
 *       that Kubernetes makes anew in it is not in the Service.
 *   <li>A seat is closed only when its pod is out of the Service and carries nothing, or its deadline has passed: {@link Removal}. It
 *       is the only pod of its ReplicaSet, so no other can go in its place.
 * </ul>
 */
public final class Rollout {
    /**
     * The steps, each a pure function of the same plan. All that have something to do are done at once: no two of them ever touch
     * the same object.
     */
    private static final List<Function<Plan, List<Action>>> STEPS = List.of(
            Reopening::bringBack, // what still runs is better than what would have to start
            Retirement::retire, // before another pod is made: what has been retired is not counted any more
            Surge::create,
            Admission::admit,
            Reload::advance,
            Removal::remove,
            CanaryAnalysis::advance,
            Promotion::prove,
            Watchdog::replace,
            Rollback::remember,
            Removal::forget);

    private Rollout() {}

    /** What to do next. Pure: the same input gives the same step. */
    public static Step decide(Desired desired, Observed observed, Instant now) {
        Plan plan = Plan.of(new Fleet(Target.of(desired, observed), observed, now));
        List<Action> actions = new ArrayList<>();
        STEPS.forEach(step -> actions.addAll(step.apply(plan)));
        return RolloutProgress.of(plan, actions);
    }
}
