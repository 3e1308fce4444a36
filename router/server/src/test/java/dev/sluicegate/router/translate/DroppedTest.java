package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.Model.Unsupported;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hints and tuning without a counterpart are left out and named, or refused by name if the config wants that. */
class DroppedTest {

    @ParameterizedTest(name = "{0} is dropped as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "logit_bias": {"50256": -100}                                | logit_bias
            "frequency_penalty": 0.5                                     | frequency_penalty
            "presence_penalty": 1                                        | presence_penalty
            "seed": 1                                                    | seed
            "store": true                                                | store
            "metadata": {"a": "b"}                                       | metadata
            "prediction": {"type": "content", "content": ""}             | prediction
            "verbosity": "low"                                           | verbosity
            "service_tier": "flex"                                       | service_tier
            "new_in_2027": 1                                             | new_in_2027
            "temperature": 1.5                                           | temperature
            "temperature": 0.5, "top_p": 0.5                             | top_p
            "reasoning_effort": "endless"                                | reasoning_effort
            "stream_options": {"new": 1}                                 | stream_options.new
            "stop": ["a", " "]                                           | stop
            "tools": [{"type": "function", "function": {"name": "a", "new": 1}}] | tools.function.new
            """)
    void ofOpenAiClients(String field, String name) throws IOException {
        dropped(
                Pair.CHAT_ON_MESSAGES,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + field + "}",
                name);
    }

    @ParameterizedTest(name = "{0} is dropped as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"role": "user", "name": "a", "content": "b"}                | messages.name
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a/b", "detail": "low"}}]} | messages.content.image_url.detail
            {"role": "assistant", "content": "a", "annotations": [{}]}   | messages.annotations
            {"role": "user", "content": [{"type": "text", "text": "a", "new": 1}]} | messages.content.new
            """)
    void ofOpenAiMessages(String message, String name) throws IOException {
        dropped(Pair.CHAT_ON_MESSAGES, "{\"model\":\"m\",\"messages\":[" + message + "]}", name);
    }

    @ParameterizedTest(name = "{0} is dropped as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "top_k": 5                                                   | top_k
            "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]} | context_management.edits
            "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": {"type": "thinking_turns", "value": 1}}]} | context_management.edits
            "service_tier": "standard_only"                              | service_tier
            "metadata": {"user_id": "a", "new": 1}                       | metadata.new
            "output_config": {"new": 1}                                  | output_config.new
            "thinking": {"type": "between_tools"}                        | thinking.type
            "tools": [{"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}] | tools.tool_search
            "tools": [{"name": "a", "input_schema": {}, "input_examples": [{}]}] | tools.input_examples
            "tools": [{"name": "a", "strict": true, "input_schema": {"type": "object", "properties": {"b": {}}}}] | tools.strict
            "new_in_2027": 1                                             | new_in_2027
            """)
    void ofAnthropicClients(String field, String name) throws IOException {
        dropped(
                Pair.MESSAGES_ON_CHAT,
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + field + "}",
                name);
    }

    @ParameterizedTest(name = "{0} is dropped as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "store": true                                                | store
            "truncation": "auto"                                         | truncation
            "context_management": []                                     | context_management
            "max_tool_calls": 1                                          | max_tool_calls
            "new_in_2027": 1                                             | new_in_2027
            "include": ["web_search_call.action.sources"]                | include.web_search_call.action.sources
            "tools": [{"type": "web_search"}, {"type": "function", "name": "a"}] | tools.web_search
            "tools": [{"type": "function", "name": "a", "output_schema": {}}] | tools.output_schema
            "text": {"new": 1}                                           | text.new
            "reasoning": {"mode": "pro"}                                 | reasoning.mode
            "reasoning": {"context": "all_turns"}                        | reasoning.context
            "stream_options": {"new": 1}                                 | stream_options.new
            """)
    void ofResponses(String field, String name) throws IOException {
        String body = "{\"model\":\"m\",\"input\":\"a\"," + field + "}";
        dropped(Pair.RESPONSES_ON_CHAT, body, name);
        dropped(Pair.RESPONSES_ON_MESSAGES, body, name);
    }

    @ParameterizedTest(name = "{0} is dropped as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "input": "a", "temperature": 1.5                             | temperature
            "input": "a", "service_tier": "flex"                         | service_tier
            "input": "a", "text": {"verbosity": "low"}                   | text.verbosity
            "input": "a", "reasoning": {"effort": "endless"}             | reasoning.effort
            "input": [{"role": "user", "content": "a", "metadata": {"b": 1}}] | input.metadata
            "input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_image", "image_url": "http://a/b", "detail": "low"}]}] | input.content.detail
            """)
    void ofResponsesOnMessages(String fields, String name) throws IOException {
        dropped(Pair.RESPONSES_ON_MESSAGES, "{\"model\":\"m\"," + fields + "}", name);
    }

    /** Hints to caches, and reasoning that only its writer can read: dropped and named whatever the config says. */
    @ParameterizedTest(name = "{1} is dropped as {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            MESSAGES_ON_CHAT      | "max_tokens": 9, "messages": [{"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]}] | messages.content.cache_control
            MESSAGES_ON_CHAT      | "max_tokens": 9, "messages": [{"role": "assistant", "content": [{"type": "redacted_thinking", "data": "a"}]}] | messages.content.redacted_thinking
            CHAT_ON_MESSAGES      | "prompt_cache_key": "k", "messages": []                              | prompt_cache_key
            CHAT_ON_MESSAGES      | "messages": [{"role": "assistant", "content": "a", "reasoning_content": "b"}] | messages.reasoning_content
            RESPONSES_ON_CHAT     | "input": [{"type": "reasoning", "summary": [], "encrypted_content": "b3RoZXI="}] | input.reasoning
            RESPONSES_ON_MESSAGES | "input": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}]}] | input.reasoning
            RESPONSES_ON_CHAT     | "input": [{"type": "item_reference", "id": "rs_1"}]                 | input.reasoning
            RESPONSES_ON_CHAT     | "input": [{"type": "web_search_call", "id": "ws_1"}]                 | input.web_search_call
            RESPONSES_ON_MESSAGES | "input": "a", "prompt_cache_key": "k"                                | prompt_cache_key
            """)
    void whateverTheConfigSays(Pair pair, String fields, String name) {
        String body = "{\"model\":\"m\"," + fields + "}";
        for (Unsupported unsupported : Unsupported.values()) {
            assertThat(pair.translate(body.getBytes(UTF_8), pair.options(unsupported)))
                    .isInstanceOfSatisfying(
                            Translation.Result.Translated.class,
                            translated -> assertThat(translated.dropped()).containsExactly(name));
        }
    }

    /** A header carries it, so it has no more than a header can, whatever a client makes up. */
    @Test
    void theNamesAreFewAndPlain() {
        StringBuilder fields = new StringBuilder("{\"model\":\"m\",\"messages\":[]");
        for (int i = 0; i < 1000; i++) {
            fields.append(",\"é\\r\\nset-cookie: ")
                    .append(i)
                    .append("x".repeat(200))
                    .append("\":1");
        }
        assertThat(Pair.CHAT_ON_MESSAGES.translate(fields.append('}').toString().getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Translation.Result.Translated.class,
                        translated -> assertThat(translated.dropped())
                                .hasSizeLessThanOrEqualTo(20)
                                .allMatch(name -> name.matches("[A-Za-z0-9_.-]{1,64}")));
    }

    private static void dropped(Pair pair, String body, String name) throws IOException {
        Translation.Result result = pair.translate(body.getBytes(UTF_8));
        assertThat(result)
                .isInstanceOfSatisfying(
                        Translation.Result.Translated.class,
                        translated -> assertThat(translated.dropped()).contains(name));
        JsonNode sent = Json.read(((Translation.Result.Translated) result).body());
        assertThat(sent.path("model").asText()).isEqualTo("upstream-model");
        assertThat(pair.translate(body.getBytes(UTF_8), pair.options(Unsupported.REFUSE)))
                .isInstanceOfSatisfying(
                        Translation.Result.Refused.class,
                        refused -> assertThat(refused.error().message()).contains("cannot be translated"));
    }
}
