package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.rollout.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The time of the next reconciliation when nothing in the cluster changes before. */
final class Requeue {
    static final Duration AFTER_FAULT = Duration.ofSeconds(15);

    private static final Duration STEADY = Duration.ofSeconds(30);
    /** A cause that is gone is noticed after this time: nobody tells us of a right that was given, or of an object that is not ours. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(3);

    static final Duration AFTER_CONFLICT = Duration.ofMillis(100);

    private Requeue() {}

    /**
     * The time until the next reconciliation.
     *
     * @param reported what became of the status; empty if it was refused
     * @param current false if something had changed since the observation
     */
    static Duration after(
            Step step, List<Refusal> refusals, Optional<Statuses.Outcome> reported, boolean current, boolean deleting) {
        boolean outdated =
                reported.filter(it -> it == Statuses.Outcome.OUTDATED).isPresent();
        boolean written = reported.filter(it -> it == Statuses.Outcome.WRITTEN).isPresent();
        if (!current || outdated || (deleting && written)) {
            return AFTER_CONFLICT;
        }
        if (!refusals.isEmpty() || reported.isEmpty()) {
            return AFTER_REFUSAL;
        }
        return step.requeueAfter().filter(it -> it.compareTo(STEADY) < 0).orElse(STEADY);
    }
}
