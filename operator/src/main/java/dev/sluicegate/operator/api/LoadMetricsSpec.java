package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A vLLM server's gauges of waiting requests and of its cache, which balancing takes into account. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadMetricsSpec(
        @JsonPropertyDescription("Below the server's root.")
        @Default("/metrics")
        @Size(min = 1, max = 256) @ValidationRule(value = Rules.PATH, message = Rules.PATH_MESSAGE)
        @Nullable String path,

        @JsonPropertyDescription("How often they are read.")
        @Default("5s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String pollInterval) {}
