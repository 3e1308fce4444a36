package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.DurationText;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a pod leaves. */
@ValidationRule(
        value = "!self.settle.matches('" + DrainSpec.DURATION + "') || !self.terminationBudget.matches('"
                + DrainSpec.DURATION + "') || duration(self.settle) < duration(self.terminationBudget)",
        message =
                "settle must be shorter than terminationBudget, or nothing of it is left for the streams; shorten settle or lengthen terminationBudget",
        fieldPath = ".settle")
@ValidationRule(
        value = "!self.settle.matches('" + DrainSpec.DURATION + "') || !self.timeout.matches('" + DrainSpec.DURATION
                + "') || duration(self.timeout) == duration('0s') || duration(self.timeout) >= duration(self.settle)",
        message = "timeout must not be shorter than settle; lengthen timeout, or write 0s for no limit",
        fieldPath = ".timeout")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DrainSpec(
        @JsonPropertyDescription(
                "How long a draining pod goes on accepting late arrivals while endpoints and load balancers catch up.")
        @Default("10s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String settle,

        @JsonPropertyDescription(
                "The longest drain that the operator starts, settle included; what is in flight then is cut, with an end notice. 0s means no limit.")
        @Default("30m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String timeout,

        @JsonPropertyDescription(
                "The longest drain that Kubernetes starts (node drain, eviction, pod deletion), settle included; preStop and the grace period derive from it.")
        @Default("5m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String terminationBudget) {
    static final String DURATION = "^" + DurationText.PATTERN + "$";
}
