package dev.sluicegate.operator.rollout;

import java.time.Instant;

/** What {@link Rollout#decide} does; mutants do it wrongly. */
@FunctionalInterface
interface Decision {
    Step decide(Desired desired, Observed observed, Instant now);
}
