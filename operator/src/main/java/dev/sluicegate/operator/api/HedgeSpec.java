package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A second attempt at another target for a non-streaming request that takes long; the first good answer counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HedgeSpec(
        @JsonPropertyDescription("How long the first may take before the second starts.")
        @Required
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String after) {}
