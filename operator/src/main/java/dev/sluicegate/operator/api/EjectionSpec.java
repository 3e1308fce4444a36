package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When a failing provider is left alone for a while, and for how long. */
@ValidationRule(
        value = Rules.DURATIONS_BEGIN + "self.baseTime" + Rules.DURATIONS_AND + "self.maxTime" + Rules.DURATIONS_END
                + "duration(self.baseTime) <= duration(self.maxTime)",
        message = "baseTime must not be longer than maxTime; shorten baseTime or lengthen maxTime",
        fieldPath = ".baseTime")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EjectionSpec(
        @JsonPropertyDescription("So many within the window eject it; 0 never does.")
        @Min(0) @Max(10_000) @Default("5")
        @Nullable Integer failures,

        @JsonPropertyDescription("In which failures are counted.")
        @Default("30s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String window,

        @JsonPropertyDescription("How long the first ejection lasts; each following one lasts twice as long.")
        @Default("5s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String baseTime,

        @JsonPropertyDescription("The longest ejection.")
        @Default("5m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String maxTime) {}
