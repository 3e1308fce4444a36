package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a client may ask of one pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsSpec(
        @JsonPropertyDescription("The largest request body that is accepted.")
        @Default("32Mi")
        @Size(min = 1, max = 14) @ValidationRule(
                value = "self.matches('^[1-9][0-9]{0,11}(Ki|Mi|Gi)?$')",
                message = "is not a size; write one such as 512Ki, 32Mi or 1Gi")
        @Nullable String requestBody) {}
