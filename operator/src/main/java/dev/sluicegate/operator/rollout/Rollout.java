package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rollout's decision. */
public final class Rollout {
    private Rollout() {}

    /** What to do next. Pure: the same input gives the same step. */
    public static Step decide(Desired desired, Observed observed, Instant now) {
        return new Step(List.of(), new Verdict.Scaling(), "not decided yet", Optional.of(Duration.ofSeconds(1)));
    }
}
