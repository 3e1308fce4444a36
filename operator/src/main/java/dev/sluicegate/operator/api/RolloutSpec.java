package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** How pods are replaced when the config or the image changes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutSpec(
        @JsonPropertyDescription(
                "How many pods more than replicas may be warming or open, as a number or a share of replicas, rounded up.")
        @Default("\"25%\"")
        @ValidationRule(
                value = Rules.SHARE,
                message =
                        "maxSurge must be at least 1 or 1%: a pod leaves only after another has come, so 0 could never make progress")
        @Nullable IntOrString maxSurge,

        @JsonPropertyDescription(
                "How many pods may be draining at the same time, as a number or a share of replicas, rounded up.")
        @Default("\"100%\"")
        @ValidationRule(
                value = Rules.SHARE,
                message = "maxDraining must be at least 1 or 1%, or no pod could ever leave")
        @Nullable IntOrString maxDraining,

        @JsonPropertyDescription(
                "How long a rollout may go without progress before it counts as stalled; drains are not counted.")
        @Default("10m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String progressDeadline,

        @JsonPropertyDescription("Starts no new step of a rollout; pods are still healed, and drains that run go on.")
        @Default("false")
        @Nullable Boolean paused,

        @Nullable Restart restart) {

    /** Replaces every pod without any other change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Restart(
            @JsonPropertyDescription("Any text; a new one restarts every pod, gracefully.") @Size(max = 256) @Nullable String token) {}
}
