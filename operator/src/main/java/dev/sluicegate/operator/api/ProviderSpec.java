package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Flavor;
import dev.sluicegate.router.config.Responses;
import dev.sluicegate.router.config.StreamUsage;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One upstream. */
@ValidationRule(
        value = "!has(self.flavor) || self.flavor != 'Azure' || self.api == 'OpenAI'",
        message = "Azure speaks OpenAI; write api: OpenAI, or leave flavor out",
        fieldPath = ".flavor")
@ValidationRule(
        value = "!has(self.responses) || self.responses != 'Chat' || self.api == 'OpenAI'",
        message = "responses: Chat is for providers that speak OpenAI; leave it out",
        fieldPath = ".responses")
@ValidationRule(
        value = "!has(self.streamUsage) || self.streamUsage != 'AsSent' || self.api == 'OpenAI'",
        message = "streamUsage: AsSent is for providers that speak OpenAI; leave it out",
        fieldPath = ".streamUsage")
@ValidationRule(
        value = "!has(self.credentialsHeader) || has(self.credentials)",
        message =
                "credentialsHeader is set, but there are no credentials that it could carry; write them, or leave it out",
        fieldPath = ".credentialsHeader")
@ValidationRule(
        value = "!has(self.tls) || !self.baseUrl.startsWith('http://')",
        message = "tls is set, but baseUrl begins with http://; write https://, or leave tls out",
        fieldPath = ".tls")
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
                value = Rules.HTTP_URL,
                message = "must start with http:// or https://, as in https://api.openai.com/v1")
        @ValidationRule(value = Rules.NO_USER, message = Rules.NO_USER_MESSAGE)
        @ValidationRule(value = Rules.NO_METADATA, message = Rules.NO_METADATA_MESSAGE)
        @Nullable String baseUrl,

        @JsonPropertyDescription(
                "How it deviates from that protocol: Azure has the model as a deployment in the path, and the key in the header api-key.")
        @Default("Standard")
        @Nullable Flavor flavor,

        @JsonPropertyDescription(
                "What a provider that speaks OpenAI is asked for when a client asks for a response: the same, or a chat completion, because it has nothing else.")
        @Default("Native")
        @Nullable Responses responses,

        @JsonPropertyDescription(
                "Whether a provider that speaks OpenAI is asked how many tokens a stream of chat completions took, when its client does not ask: Ask, unseen by the client, or AsSent, for one that refuses stream_options, and tokens are estimated.")
        @Default("Ask")
        @Nullable StreamUsage streamUsage,

        @JsonPropertyDescription("Its API key; left out for a provider that wants none.") @Nullable Credentials credentials,

        @JsonPropertyDescription(
                "The header that carries the key; left out, it is the protocol's or the flavor's own. Authorization gets 'Bearer ' before the key.")
        @Size(min = 1, max = 128) @ValidationRule(value = Rules.HEADER_NAME, message = Rules.HEADER_NAME_MESSAGE)
        @Nullable String credentialsHeader,

        @JsonPropertyDescription("Added to each request to the provider. Never a key: that is for credentials.")
        @Size(max = 32) @ValidationRule(
                value = "self.all(name, name.matches('^[-A-Za-z0-9_.]{1,128}$'))",
                message = "a header's name has letters, digits and any of - _ . only, at most 128")
        @ValidationRule(
                value = "self.all(name, !(name.lowerAscii() in " + Rules.KEY_HEADERS + "))",
                message =
                        "a header would carry a key in plain sight; put the key into a Secret, and name that in credentials")
        @ValidationRule(
                value = "self.all(name, !self[name].startsWith('sk-') && !self[name].startsWith('Bearer '))",
                message = "a header's value looks like a key; put the key into a Secret, and name that in credentials")
        @Nullable Map<String, @Size(min = 1, max = 1024) String> headers,

        @JsonPropertyDescription(
                "Added to the query of each request to the provider, as in api-version: \"2024-10-21\". Never a key: that is for credentials.")
        @Size(max = 32) @ValidationRule(
                value = "self.all(name, !self[name].startsWith('sk-') && !(name.lowerAscii() in " + Rules.KEY_PARAMETERS
                        + "))",
                message = "a query parameter looks like a key; put the key into a Secret, and name that in credentials")
        @Nullable Map<String, @Size(min = 1, max = 1024) String> query,

        @JsonPropertyDescription("How its certificate is judged; left out, by the usual authorities.") @Nullable TlsSpec tls,

        @JsonPropertyDescription("How long each part of a request to it may take.") @Nullable Timeouts timeouts,

        @JsonPropertyDescription("Requests and streams at the same time, from each pod; left out, there is no limit.")
        @Min(1) @Max(1_000_000) @Nullable Integer maxInFlight,

        @JsonPropertyDescription("Left out, what is beyond maxInFlight or the slots is refused at once.") @Nullable QueueSpec queue,

        @JsonPropertyDescription("For llama.cpp servers; left out, nothing is asked.") @Nullable SlotsSpec slots,

        @JsonPropertyDescription("For vLLM servers; left out, nothing is read.") @Nullable LoadMetricsSpec loadMetrics,

        @JsonPropertyDescription("When it is left alone for a while because it fails, and for how long.") @Nullable EjectionSpec ejection) {

    /** Where a key comes from. Never the key itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Credentials(@Required @Nullable SecretKeyRef secretKeyRef) {}

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
