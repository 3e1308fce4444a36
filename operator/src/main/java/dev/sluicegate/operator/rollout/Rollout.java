package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rollout's decision.
 *
 * <p>What keeps clients from harm, and where:
 * <ul>
 *   <li>An open pod is retired only if as many as are wanted stay open: {@link Retirement}.
 *   <li>A pod is marked only when it carries nothing, or its deadline has passed: {@link Marking}. From then on it is out of the
 *       Service for good.
 *   <li>A ReplicaSet is made smaller only by as many pods as are marked, and only when its controller must take just these:
 *       {@link ScaleDown}.
 * </ul>
 */
public final class Rollout {
    /**
     * The steps, each a pure function of the same fleet. All that have something to do are done at once: no two of them ever touch
     * the same object.
     */
    private static final List<Function<Fleet, List<Action>>> STEPS = List.of(
            Reopening::reopen, // what still runs is better than what would have to start
            ScaleUp::grow,
            Admission::admit,
            Retirement::retire,
            Marking::mark,
            ScaleDown::remove,
            Promotion::prove,
            History::forget);

    private Rollout() {}

    /** What to do next. Pure: the same input gives the same step. */
    public static Step decide(Desired desired, Observed observed, Instant now) {
        Fleet fleet = new Fleet(desired, observed, now);
        List<Action> actions = STEPS.stream()
                .flatMap(step -> Stream.of(step.apply(fleet)).flatMap(List::stream))
                .toList();
        return RolloutProgress.of(fleet, actions);
    }
}
