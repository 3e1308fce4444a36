package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step of a rollout: what to do now, and what to tell people.
 *
 * @param actions in the order in which they are done; empty if there is only something to wait for, or nothing at all
 * @param verdict how far it is
 * @param sentence what is being done or waited for, for {@code kubectl describe}; such as "waiting for llm-8ab31-x2 to acknowledge"
 * @param requeueAfter decide again after this time even if nothing in the cluster has changed: routers tell nobody what they do; empty
 *     if only a change in the cluster can lead to anything
 */
public record Step(List<Action> actions, Verdict verdict, String sentence, Optional<Duration> requeueAfter) {
    public Step {
        actions = List.copyOf(actions);
    }
}
