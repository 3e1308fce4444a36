package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a model costs, in one currency for all, per million tokens. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriceSpec(
        @JsonPropertyDescription("Its name at the provider.") @Required @Size(min = 1, max = 256) @Nullable String model,

        @JsonPropertyDescription("A provider's name; left out, the price holds at every one.")
        @Size(min = 1, max = 63) @Nullable String provider,

        @JsonPropertyDescription("Per million tokens of the request.") @Required @Min(0) @Max(1_000_000_000) @Nullable BigDecimal input,

        @JsonPropertyDescription("Per million tokens of the answer.") @Required @Min(0) @Max(1_000_000_000) @Nullable BigDecimal output,

        @JsonPropertyDescription("For what the provider read from its cache; as input when left out.")
        @Min(0) @Max(1_000_000_000) @Nullable BigDecimal cachedInput,

        @JsonPropertyDescription("For what the provider wrote to its cache; as input when left out.")
        @Min(0) @Max(1_000_000_000) @Nullable BigDecimal cacheWrite) {}
