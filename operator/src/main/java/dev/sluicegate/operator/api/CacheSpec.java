package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Answers of non-streaming requests that are given again to exactly the same request, in each pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CacheSpec(
        @JsonPropertyDescription("What all of them may hold together, in each pod.")
        @Default("64Mi")
        @Size(min = 1, max = Rules.SIZE_LENGTH) @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_MESSAGE)
        @Nullable String size,

        @JsonPropertyDescription("How long one is good.")
        @Default("5m")
        @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @Nullable String ttl) {}
