package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How streams are kept alive. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamsSpec(
        @JsonPropertyDescription(
                "How often a stream that waits for its first event says a comment to its client; 0s never.")
        @Default("15s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String heartbeat) {}
