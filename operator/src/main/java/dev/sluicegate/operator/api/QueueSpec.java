package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where requests wait when a provider is full. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueueSpec(
        @JsonPropertyDescription("How many may wait in each pod; 0 is no queue.")
        @Min(0) @Max(100_000) @Default("0")
        @Nullable Integer size,

        @JsonPropertyDescription("The longest wait.")
        @Default("30s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String timeout) {}
