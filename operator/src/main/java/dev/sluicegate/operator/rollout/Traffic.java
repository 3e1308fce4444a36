package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The choice whether the Service selects a pod, or the pods that a seat makes: the label {@code sluicegate.dev/traffic}. */
public sealed interface Traffic {
    /** Selected. */
    record On() implements Traffic {}

    /**
     * Withdrawn.
     *
     * @param since when; kept in the cluster beside the label, so that it outlives our process. Null if nobody has written it: the pod
     *     was made in a retired seat and was never in the Service, or somebody else has turned the label off
     */
    record Off(@Nullable Instant since) implements Traffic {}

    Traffic ON = new On();
}
