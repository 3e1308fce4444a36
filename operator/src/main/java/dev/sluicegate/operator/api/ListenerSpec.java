package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How patient the pods are with their clients' connections. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListenerSpec(
        @JsonPropertyDescription("Until a request's head is complete.")
        @Default("30s")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String headerTimeout,

        @JsonPropertyDescription("How long a connection may carry nothing.")
        @Default("10m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String idleTimeout,

        @JsonPropertyDescription("Of one request, all together; from 1Ki to 1Mi.")
        @Default("64Ki")
        @Size(min = 1, max = Rules.SIZE_LENGTH) @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_MESSAGE)
        @Nullable String maxHeaderSize,

        @JsonPropertyDescription("At the same time, in each pod.") @Min(1) @Max(1_000_000) @Default("20000") @Nullable Integer maxConnections,

        @JsonPropertyDescription("Of HTTP/2, at the same time.") @Min(1) @Max(100_000) @Default("1000") @Nullable Integer maxStreamsPerConnection) {}
