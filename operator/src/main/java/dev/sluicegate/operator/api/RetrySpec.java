package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is tried again, and only as long as the client has received nothing. */
@ValidationRule(
        value = Rules.DURATIONS_BEGIN + "self.backoff" + Rules.DURATIONS_AND + "self.maxBackoff" + Rules.DURATIONS_END
                + "duration(self.backoff) <= duration(self.maxBackoff)",
        message = "backoff must not be longer than maxBackoff; shorten backoff or lengthen maxBackoff",
        fieldPath = ".backoff")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetrySpec(
        @JsonPropertyDescription("Further attempts after the first, over all targets of the model.")
        @Min(0) @Max(20) @Default("2")
        @Nullable Integer attempts,

        @JsonPropertyDescription("Before the second attempt at the same target, doubled for each further one.")
        @Default("100ms")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String backoff,

        @JsonPropertyDescription("The longest of these pauses.")
        @Default("2s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String maxBackoff,

        @JsonPropertyDescription("A provider that asks for a longer pause is not waited for.")
        @Default("10s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String maxRetryAfter) {}
