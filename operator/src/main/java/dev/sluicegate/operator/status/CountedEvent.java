package dev.sluicegate.operator.status;

import dev.sluicegate.operator.rollout.Replacement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An event that the metrics count: something of a gateway has ended or has been cut between two snapshots. */
public sealed interface CountedEvent {
    /** A rollout has ended. */
    record RolloutEnded(RolloutOutcome outcome, Duration took) implements CountedEvent {}

    /** A pod that was out of the Service is gone. */
    record DrainEnded(DrainOutcome outcome, Duration took) implements CountedEvent {}

    /** A pod has said that it cut so many requests and streams. */
    record Cut(CutReason reason, long count) implements CountedEvent {}

    /** A router that may have carried something is gone, with its pod or alone, and has not said what it cut. */
    record Unaccounted() implements CountedEvent {}

    /**
     * The watchdog has replaced a pod.
     *
     * @param cause one of {@link #causes}
     */
    record Restart(String cause) implements CountedEvent {
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
