package dev.sluicegate.operator.status;

import dev.sluicegate.operator.rollout.Replacement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Something of a gateway that has come to its end between two looks, or has been cut, for metrics. */
public sealed interface Ending {
    /** A rollout has ended. */
    record OfRollout(RolloutOutcome outcome, Duration took) implements Ending {}

    /** A pod that was out of the Service is gone. */
    record OfDrain(DrainOutcome outcome, Duration took) implements Ending {}

    /** A pod has said that it cut so many requests and streams. */
    record Cut(CutReason reason, long count) implements Ending {}

    /** A router that may have carried something is gone, with its pod or alone, and has not said what it cut. */
    record Unaccounted() implements Ending {}

    /**
     * The watchdog has replaced a pod.
     *
     * @param cause one of {@link #causes}
     */
    record Restart(String cause) implements Ending {
        /** All that there are, in lower case. */
        public static List<String> causes() {
            return Arrays.stream(Replacement.Cause.values())
                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                    .toList();
        }
    }

    /** The way in which a rollout ended. */
    enum RolloutOutcome {
        PROVEN,
        ROLLED_BACK,
        /** Another spec came before, or the gateway was deleted. */
        SUPERSEDED
    }

    /** The way in which a drain ended. */
    enum DrainOutcome {
        COMPLETED,
        CUT,
        UNACCOUNTED
    }

    /** The reason for which a pod has cut something. */
    enum CutReason {
        /** The limit of its drain was over. */
        DRAIN,
        /** Kubernetes ended the pod, and its termination budget was over. */
        DELETION,
        OTHER
    }
}
