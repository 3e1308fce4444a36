package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do now. All are idempotent: an action that was interrupted is decided again.
 *
 * <p>Each is written with the {@code resourceVersion} of the object that was observed, so that it fails, and is decided anew, if the
 * object has changed since: a gate must not be opened on a pod that was marked in the meantime, nor a pod be marked whose gate was
 * opened. Actions of one step are done in their order; those on different objects do not depend on each other.
 */
public sealed interface Action {

    /** Create the ConfigMap and the ReplicaSet of the wanted revision, gated. */
    record CreateRevision(String revision, int replicas) implements Action {}

    /** Set {@code spec.replicas} of a revision's ReplicaSet. */
    record Scale(String revision, int replicas) implements Action {}

    /** Set the pod's condition {@code sluicegate.dev/admitted} to True. */
    record OpenGate(String pod) implements Action {}

    /**
     * Turn the traffic label off, with since and deadline beside it, in one write; then tell the router to drain. The router may be
     * told again: then since stays what it is.
     *
     * @param deadline when the router cuts what is left; null is never
     */
    record Retire(String pod, @Nullable Instant deadline) implements Action {}

    /** End the router's drain; then turn the traffic label on and take away what {@link Retire} wrote beside it. */
    record Reopen(String pod) implements Action {}

    /** In one write: the lowest deletion cost, and the traffic label off if it is not yet. The pod carries nothing, and never comes back. */
    record MarkForRemoval(String pod) implements Action {}

    /**
     * In one write: proven-at to the revision's ReplicaSet, and the readiness gate out of its template.
     *
     * @param at what to write, with its fractions of a second: later than any other revision's
     */
    record Promote(String revision, Instant at) implements Action {}

    /** Delete the ReplicaSet and the ConfigMap of a revision that has no pods. */
    record Forget(String revision) implements Action {}
}
