package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A step of a rollout: what to do now, and what to tell people.
 *
 * @param actions in the order in which they are done; empty if there is only something to wait for, or nothing at all
 * @param verdict how far it is
 * @param sentence what is being done or waited for, for {@code kubectl describe}; such as "waiting for llm-8ab31-x2 to acknowledge"
 * @param warm the names of the pods that are kept warm
 * @param watchdog what the watchdog has done, and why it does nothing more
 * @param requeueAfter decide again after this time even if nothing in the cluster has changed: routers tell nobody what they do; empty
 *     if only a change in the cluster can lead to anything
 */
public record Step(
        List<Action> actions,
        Verdict verdict,
        String sentence,
        Set<String> warm,
        WatchdogReport watchdog,
        Optional<Duration> requeueAfter) {
    public Step {
        actions = List.copyOf(actions);
        warm = Set.copyOf(warm);
    }

    /** The verdict on how far a gateway is from what is wanted. */
    public sealed interface Verdict {
        /** Everything that is asked for is in place, and at most old revisions are left to forget; while deleting: no pod is left but those that Kubernetes is ending. */
        record Converged() implements Verdict {}

        /** Pods of the wanted revision are taking the place of others. */
        record Rolling() implements Verdict {}

        /** Only pods of the wanted revision are in the Service, but not yet as many as wanted. */
        record Scaling() implements Verdict {}

        /** All wanted pods are open, only of the wanted revision; some are where they cannot stay, and others are taking their place. */
        record Moving() implements Verdict {}

        /** All wanted pods are open, and are to take another config up in place; not all have it yet. */
        record Reloading() implements Verdict {}

        /** All wanted pods are open; some that are no longer wanted still drain or leave. */
        record Draining() implements Verdict {}

        /** Another revision is wanted than the pods run, and the spec says to wait. */
        record Paused() implements Verdict {}

        /**
         * The wanted revision has failed, and the stable one is what all pods shall run; only a person can help.
         *
         * @param failed the revision that has failed
         */
        record RolledBack(String failed) implements Verdict {}

        /**
         * Only a person can help. What serves goes on serving; it recovers alone when the cause goes.
         *
         * @param reason CamelCase: {@code ProgressDeadlineExceeded}, or the reason of a {@link Problem} that is final
         */
        record Stalled(String reason) implements Verdict {}
    }
}
