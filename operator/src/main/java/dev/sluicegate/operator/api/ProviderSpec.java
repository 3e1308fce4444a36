package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Api;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One upstream. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderSpec(
        @JsonPropertyDescription("How targets name it; unique.")
        @Required
        @Size(max = 63) @ValidationRule(value = Rules.NAME, message = Rules.NAME_MESSAGE)
        @Nullable String name,

        @JsonPropertyDescription("The wire protocol that it speaks.") @Required @Nullable Api api,

        @JsonPropertyDescription(
                "Where it is: with its version segment for OpenAI (https://api.openai.com/v1), without it for Anthropic (https://api.anthropic.com).")
        @Required
        @Size(max = 1024) @ValidationRule(
                value = "self.startsWith('https://') || self.startsWith('http://')",
                message = "must start with http:// or https://, as in https://api.openai.com/v1")
        @Nullable String baseUrl,

        @JsonPropertyDescription("Its API key; left out for a provider that wants none.") @Nullable Credentials credentials,

        @Nullable Timeouts timeouts,

        @JsonPropertyDescription("Requests and streams at the same time, from each pod; left out, there is no limit.")
        @Min(1) @Max(1_000_000) @Nullable Integer maxInFlight) {

    /** Where a key comes from. Never the key itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Credentials(@Required @Nullable SecretKeyRef secretKeyRef) {}

    /** One value of a Secret in the gateway's namespace. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SecretKeyRef(
            @Required @Size(min = 1, max = 253) @Nullable String name,
            @Required @Size(min = 1, max = 253) @Nullable String key) {}

    /** How long each part of an upstream request may take. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Timeouts(
            @JsonPropertyDescription("Until the connection stands.")
            @Default("5s")
            @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
            @Nullable String connect,

            @JsonPropertyDescription("From the request's end to the response's head.")
            @Default("5m")
            @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
            @Nullable String firstByte,

            @JsonPropertyDescription("Between two chunks of a response.")
            @Default("2m")
            @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
            @Nullable String idle,

            @JsonPropertyDescription("From start to end.")
            @Default("1h")
            @Size(min = 1, max = Rules.DURATION_LENGTH) @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
            @Nullable String request) {}
}
