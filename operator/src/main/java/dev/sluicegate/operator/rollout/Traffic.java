package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The choice whether the Service selects a pod: its label {@code sluicegate.dev/traffic}. */
public sealed interface Traffic {
    /** Selected; as every pod is from its creation. */
    record On() implements Traffic {}

    /**
     * Withdrawn. Both instants are written to the pod together with the label, so that they outlive the router's process and ours.
     *
     * @param since when
     * @param deadline when its drain ends at the latest; null is never
     */
    record Off(Instant since, @Nullable Instant deadline) implements Traffic {}

    Traffic ON = new On();
}
