package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the drains of pods that a restart replaces. They hold for the pods that have not had that restart, and for no other: a
 * later change, a scale-in and a rollback drain as ever.
 *
 * @param tokens the restarts that all pods shall have had
 * @param bySpec how long a pod may drain that has not had the one that the spec asks for; zero is without limit, null as any pod
 * @param byAnnotation the same of the one that an annotation asks for
 */
public record RestartLimits(
        RestartTokens tokens,
        @Nullable Duration bySpec,
        @Nullable Duration byAnnotation) {
    public static final RestartLimits NONE = new RestartLimits(RestartTokens.NONE, null, null);

    /** The limit for a pod whose revision has had these restarts; of two the shorter one. Empty if none replaces it, or none sets a limit. */
    Optional<Duration> of(RestartTokens had) {
        Duration spec = had.spec().equals(tokens.spec()) ? null : bySpec;
        Duration annotation = had.annotation().equals(tokens.annotation()) ? null : byAnnotation;
        return Stream.of(Optional.ofNullable(spec), Optional.ofNullable(annotation))
                .flatMap(Optional::stream)
                .min(RestartLimits::compare);
    }

    private static int compare(Duration one, Duration other) {
        if (one.isZero() || other.isZero()) {
            return Boolean.compare(one.isZero(), other.isZero());
        }
        return one.compareTo(other);
    }
}
