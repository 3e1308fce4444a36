package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other protocol has no word for is refused by name; nothing is dropped. */
class RefusalsTest {
    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "n": 2                                                       | 'n' cannot be translated
            "logprobs": true                                             | 'logprobs' cannot be translated
            "top_logprobs": 3                                            | 'top_logprobs' cannot be translated
            "audio": {"voice": "a", "format": "wav"}                     | 'audio' cannot be translated
            "modalities": ["text", "audio"]                              | 'modalities' cannot be translated
            "logit_bias": {"50256": -100}                                | 'logit_bias' cannot be translated
            "frequency_penalty": 0.5                                     | 'frequency_penalty' cannot be translated
            "presence_penalty": 1                                        | 'presence_penalty' cannot be translated
            "seed": 1                                                    | 'seed' cannot be translated
            "store": true                                                | 'store' cannot be translated
            "metadata": {"a": "b"}                                       | 'metadata' cannot be translated
            "prediction": {"type": "content", "content": ""}             | 'prediction' cannot be translated
            "web_search_options": {}                                     | 'web_search_options' cannot be translated
            "functions": []                                              | 'functions' cannot be translated
            "function_call": "auto"                                      | 'function_call' cannot be translated
            "verbosity": "low"                                           | 'verbosity' cannot be translated
            "service_tier": "flex"                                       | 'service_tier' cannot be translated
            "new_in_2027": 1                                             | 'new_in_2027' cannot be translated
            "temperature": 1.5                                           | 'temperature' must be at most 1
            "temperature": "hot"                                         | 'temperature' must be a number
            "max_tokens": 1, "max_completion_tokens": 2                  | 'max_tokens' contradicts 'max_completion_tokens'
            "response_format": {"type": "json_object"}                   | 'response_format.type' cannot be translated
            "reasoning_effort": "minimal"                                | 'reasoning_effort' must be
            "stream_options": {"new": 1}                                 | 'stream_options.new' cannot be translated
            "tool_choice": {"type": "allowed_tools"}                     | 'tool_choice.type' cannot be translated
            "tool_choice": "sometimes"                                   | 'tool_choice' must be
            "tools": [{"type": "custom", "custom": {"name": "a"}}]       | 'tools[0].type' cannot be translated
            "tools": [{"type": "function", "function": {"name": "a", "new": 1}}] | 'tools[0].function.new' cannot be translated
            "stop": 1                                                    | 'stop' must be a string or an array
            "stream": "yes"                                              | 'stream' must be true or false
            "model": "again"                                             | twice
            """)
    void ofOpenAiClients(String field, String sentence) {
        refused(
                Api.OPENAI,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + field + "}",
                sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"role": "function", "name": "a", "content": "b"}            | 'messages[0].role' must be
            {"role": "user", "name": "a", "content": "b"}                | 'messages[0].name' cannot be translated
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}           | 'messages[0].content[0].type' cannot be translated
            {"role": "user", "content": [{"type": "file", "file": {"file_id": "a"}}]}           | 'messages[0].content[0].file.file_data' must be
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a.png"}}]} | 'messages[0].content[0].image_url.url' must be
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a/b", "detail": "low"}}]} | 'messages[0].content[0].image_url.detail' must be
            {"role": "tool", "tool_call_id": "a", "content": [{"type": "image_url", "image_url": {"url": "http://a/b"}}]} | 'messages[0].content[0].type' cannot be translated
            {"role": "assistant", "audio": {"id": "a"}}                  | 'messages[0].audio' cannot be translated
            {"role": "assistant", "function_call": {"name": "a", "arguments": ""}} | 'messages[0].function_call' cannot be translated
            {"role": "assistant", "content": "a", "reasoning_content": "b"} | 'messages[0].reasoning_content' cannot be translated
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "function", "function": {"name": "b", "arguments": "{"}}]}  | 'messages[0].tool_calls[0].function.arguments' must be
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "function", "function": {"name": "b", "arguments": "[]"}}]} | 'messages[0].tool_calls[0].function.arguments' must be
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "custom", "custom": {}}]} | 'messages[0].tool_calls[0].type' cannot be translated
            "a"                                                          | 'messages[0]' must be an object
            """)
    void ofOpenAiMessages(String message, String sentence) {
        refused(Api.OPENAI, "{\"model\":\"m\",\"messages\":[" + message + "]}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "top_k": 5                                                   | 'top_k' cannot be translated
            "container": "a"                                             | 'container' cannot be translated
            "mcp_servers": []                                            | 'mcp_servers' cannot be translated
            "context_management": {"edits": []}                          | 'context_management' cannot be translated
            "service_tier": "standard_only"                              | 'service_tier' cannot be translated
            "metadata": {"user_id": "a", "new": 1}                       | 'metadata.new' cannot be translated
            "output_config": {"effort": "max"}                           | 'output_config.effort' must be
            "output_config": {"new": 1}                                  | 'output_config.new' cannot be translated
            "thinking": {"type": "between_tools"}                        | 'thinking.type' cannot be translated
            "thinking": {"type": "enabled"}                              | 'thinking.budget_tokens' is missing
            "tool_choice": {"type": "sometimes"}                         | 'tool_choice.type' must be
            "tools": [{"type": "web_search_20250305", "name": "web_search"}] | 'tools[0].type' cannot be translated
            "tools": [{"name": "a"}]                                     | 'tools[0].input_schema' is missing
            "tools": [{"name": "a", "input_schema": {}, "defer_loading": true}] | 'tools[0].defer_loading' cannot be translated
            "stop_sequences": "END"                                      | 'stop_sequences' must be an array
            "new_in_2027": 1                                             | 'new_in_2027' cannot be translated
            """)
    void ofAnthropicClients(String field, String sentence) {
        refused(
                Api.ANTHROPIC,
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + field + "}",
                sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"role": "tool", "content": "b"}                             | 'messages[0].role' must be
            {"role": "user"}                                             | 'messages[0].content' must be
            {"role": "user", "content": [{"type": "search_result"}]}     | 'messages[0].content[0].type' cannot be translated
            {"role": "user", "content": [{"type": "text", "text": "a", "citations": [{}]}]} | 'messages[0].content[0].citations' cannot be translated
            {"role": "user", "content": [{"type": "image", "source": {"type": "file", "file_id": "a"}}]} | 'messages[0].content[0].source.type' cannot be translated
            {"role": "user", "content": [{"type": "document", "source": {"type": "url", "url": "http://a/b.pdf"}}]} | 'messages[0].content[0].source.type' must be
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": [{"type": "document", "source": {}}]}]} | 'messages[0].content[0].content[0].type' cannot be translated
            {"role": "assistant", "content": [{"type": "redacted_thinking", "data": "a"}]} | 'messages[0].content[0].type' cannot be translated
            {"role": "assistant", "content": [{"type": "server_tool_use", "id": "a", "name": "b", "input": {}}]} | 'messages[0].content[0].type' cannot be translated
            """)
    void ofAnthropicMessages(String message, String sentence) {
        refused(Api.ANTHROPIC, "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + message + "]}", sentence);
    }

    @Test
    void ofBodiesThatAreNoneAtAll() {
        refused(Api.ANTHROPIC, "{\"model\":\"m\",\"messages\":[]}", "'max_tokens' is missing");
        refused(Api.OPENAI, "[]", "the body must be a JSON object");
        refused(Api.OPENAI, "{", "not JSON that can be translated");
        refused(Api.OPENAI, "{\"a\":".repeat(600) + "1" + "}".repeat(600), "nested too deeply");
    }

    private static void refused(Api client, String body, String sentence) {
        assertThat(Translation.of(client, body.getBytes(UTF_8), "upstream-model"))
                .isInstanceOfSatisfying(
                        Translation.Result.Refused.class,
                        refused -> assertThat(refused.sentence()).contains(sentence));
    }
}
