package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What clients may ask. The three numbers are the default of each key, and hold for all clients together where there are no keys. */
@ValidationRule(
        value = "!has(self.store) || !has(self.share) || self.share == 1.0",
        message = "share has no meaning with a store, which counts for all pods; leave one of them out",
        fieldPath = ".share")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsSpec(
        @JsonPropertyDescription("The largest request body that is accepted.")
        @Default("32Mi")
        @Size(min = 1, max = Rules.SIZE_LENGTH) @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_MESSAGE)
        @Nullable String maxRequestBodySize,

        @JsonPropertyDescription("Left out, there is no limit.") @Min(1) @Max(1_000_000_000) @Nullable Integer requestsPerMinute,

        @JsonPropertyDescription("Of requests and answers together; left out, there is no limit.")
        @Min(1) @Max(1_000_000_000) @Nullable Integer tokensPerMinute,

        @JsonPropertyDescription("Requests and streams at the same time; left out, there is no limit.")
        @Min(1) @Max(1_000_000_000) @Nullable Integer maxConcurrent,

        @JsonPropertyDescription(
                "Which part of each limit and budget is each pod's, when there is no store: with 4 replicas, 0.25 keeps the whole.")
        @Min(value = 0, inclusive = false) @Max(1) @Default("1.0")
        @Nullable Double share,

        @JsonPropertyDescription("Left out, each pod counts for itself.") @Nullable LimitStoreSpec store) {}
