package dev.sluicegate.router.forward.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers write into their errors, and what it is taken for. */
class ProviderRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // OpenAI, Azure
                "400 | CONTEXT | {\"error\":{\"message\":\"This model's maximum context length is 8192 tokens.\",\"code\":\"context_length_exceeded\"}}",
                "400 | POLICY  | {\"error\":{\"code\":\"content_filter\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}",
                "400 | POLICY  | {\"error\":{\"message\":\"Invalid prompt: violates our usage policy.\",\"code\":\"invalid_prompt\"}}",
                // Anthropic
                "400 | CONTEXT | {\"type\":\"error\",\"error\":{\"message\":\"prompt is too long: 207000 tokens > 200000 maximum\"}}",
                "400 | CONTEXT | {\"type\":\"error\",\"error\":{\"message\":\"input length and `max_tokens` exceed context limit: 1 + 2 > 3\"}}",
                "400 | POLICY  | {\"type\":\"error\",\"error\":{\"message\":\"Output blocked by content filtering policy\"}}",
                // Gemini
                "400 | CONTEXT | [{\"error\":{\"message\":\"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).\"}}]",
                // vLLM, OpenRouter, DeepSeek
                "400 | CONTEXT | {\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens. However, you requested 5000\"}",
                // llama.cpp
                "400 | CONTEXT | {\"error\":{\"message\":\"the request exceeds the available context size\",\"type\":\"exceed_context_size_error\"}}",
                // Mistral, xAI, Bedrock
                "400 | CONTEXT | {\"message\":\"Prompt contains 40000 tokens, too large for model with 32768 maximum context length\"}",
                "400 | CONTEXT | {\"error\":\"This model's maximum prompt length is 131072 but the request contains 140000 tokens.\"}",
                "400 | CONTEXT | {\"message\":\"Input is too long for requested model.\"}",
                // OpenRouter's moderation
                "403 | POLICY  | {\"error\":{\"code\":403,\"message\":\"Your input was flagged\",\"metadata\":{\"reasons\":[\"violence\"]}}}",
                // neither
                "400 | NONE    | {\"error\":{\"message\":\"Unknown parameter: 'safety_settings'.\",\"code\":\"unknown_parameter\"}}",
                "400 | NONE    | {\"error\":{\"message\":\"max_tokens is too large: 100000\"}}",
                "500 | NONE    | {\"error\":{\"message\":\"maximum context length\"}}",
                "403 | MODEL   | {\"error\":{\"code\":\"model_not_allowed\"}}",
                "401 | ACCOUNT | {}",
            })
    void isKnownByItsWords(int status, ProviderRefusal refusal, String body) {
        assertThat(ProviderRefusal.of(status, body)).isEqualTo(refusal);
    }
}
