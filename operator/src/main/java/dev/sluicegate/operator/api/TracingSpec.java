package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where traces go, by OTLP over HTTP. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TracingSpec(
        @JsonPropertyDescription("With its path, as in http://collector:4318/v1/traces.")
        @Required
        @Size(max = 1024) @ValidationRule(
                value = Rules.HTTP_URL,
                message = "must start with http:// or https://, as in http://collector:4318/v1/traces")
        @ValidationRule(value = Rules.NO_USER, message = Rules.NO_USER_MESSAGE)
        @ValidationRule(value = Rules.NO_METADATA, message = Rules.NO_METADATA_MESSAGE)
        @Nullable String endpoint,

        @JsonPropertyDescription("Of the requests that bring no decision of their caller's.")
        @Min(0) @Max(1) @Default("1.0")
        @Nullable Double sampleRatio) {}
