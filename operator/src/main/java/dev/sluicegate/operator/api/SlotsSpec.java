package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A llama.cpp server's slots: the router asks how many are free and never sends it more. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlotsSpec(
        @JsonPropertyDescription("Below the server's root; where slots are off, /metrics is asked instead.")
        @Default("/slots")
        @Size(min = 1, max = 256) @ValidationRule(value = Rules.PATH, message = Rules.PATH_MESSAGE)
        @Nullable String path,

        @JsonPropertyDescription("How often while the server is busy.")
        @Default("2s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String pollInterval,

        @JsonPropertyDescription("How often while it is idle.")
        @Default("30s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String idlePollInterval) {}
