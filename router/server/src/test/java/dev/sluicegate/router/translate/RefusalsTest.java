package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other protocol has no word for is refused by name; nothing is dropped. */
class RejectedConnectionsTest {
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
                Pair.CHAT_ON_MESSAGES,
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
        refused(Pair.CHAT_ON_MESSAGES, "{\"model\":\"m\",\"messages\":[" + message + "]}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "top_k": 5                                                   | 'top_k' cannot be translated
            "container": "a"                                             | 'container' cannot be translated
            "mcp_servers": []                                            | 'mcp_servers' cannot be translated
            "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]} | 'context_management.edits[0].type' cannot be translated
            "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": {"type": "thinking_turns", "value": 1}}]} | 'context_management.edits[0].keep' cannot be translated
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
                Pair.MESSAGES_ON_CHAT,
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
        refused(Pair.MESSAGES_ON_CHAT, "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + message + "]}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "previous_response_id": "resp_1"                             | 'previous_response_id' cannot be translated: this model's provider keeps no responses
            "conversation": "conv_1"                                     | 'conversation' cannot be translated: this model's provider keeps no responses
            "store": true                                                | 'store' cannot be translated: this model's provider keeps no responses
            "background": true                                           | 'background' cannot be translated
            "truncation": "auto"                                         | 'truncation' cannot be translated
            "top_logprobs": 3                                            | 'top_logprobs' cannot be translated
            "include": ["message.output_text.logprobs"]                  | 'include' must be
            "prompt": {"id": "a"}                                        | 'prompt' cannot be translated
            "context_management": []                                     | 'context_management' cannot be translated
            "max_tool_calls": 1                                          | 'max_tool_calls' cannot be translated
            "moderation": {"model": "a"}                                 | 'moderation' cannot be translated
            "new_in_2027": 1                                             | 'new_in_2027' cannot be translated
            "tools": [{"type": "web_search"}]                            | 'tools[0].type' cannot be translated
            "tools": [{"type": "custom", "name": "a", "format": {"type": "b"}}] | 'tools[0].format.type' must be
            "tools": [{"type": "custom", "name": "a"}, {"type": "function", "name": "a"}] | 'tools[1].name' cannot be translated
            "tools": [{"type": "namespace", "name": "a", "tools": [{"type": "web_search"}]}] | 'tools[0].tools[0].type' cannot be translated
            "tools": [{"type": "namespace", "name": "a", "tools": [{"type": "function", "name": "b"}]}, {"type": "function", "name": "a__b"}] | 'tools[1].name' cannot be translated
            "tools": [{"type": "function", "name": "a", "defer_loading": true}] | 'tools[0].defer_loading' cannot be translated
            "tools": [{"type": "function", "name": "a", "output_schema": {}}] | 'tools[0].output_schema' cannot be translated
            "tool_choice": {"type": "allowed_tools", "mode": "auto"}     | 'tool_choice.type' cannot be translated
            "tool_choice": "sometimes"                                   | 'tool_choice' must be
            "text": {"format": {"type": "grammar"}}                      | 'text.format.type' cannot be translated
            "text": {"new": 1}                                           | 'text.new' cannot be translated
            "reasoning": {"mode": "pro"}                                 | 'reasoning.mode' cannot be translated
            "stream_options": {"new": 1}                                 | 'stream_options.new' cannot be translated
            "max_output_tokens": "1"                                     | 'max_output_tokens' must be a number
            "instructions": []                                           | 'instructions' must be a string
            """)
    void ofResponses(String field, String sentence) {
        refusedAsResponse("{\"model\":\"m\",\"input\":\"a\"," + field + "}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"role": "tool", "content": "b"}                             | 'input[0].role' must be
            {"role": "user"}                                             | 'input[0].content' must be
            {"role": "user", "content": "a", "new": 1}                   | 'input[0].new' cannot be translated
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]} | 'input[0].content[0].type' cannot be translated
            {"role": "user", "content": [{"type": "input_image", "file_id": "a"}]} | 'input[0].content[0].image_url' is missing
            {"role": "user", "content": [{"type": "input_file", "file_url": "http://a/b"}]} | 'input[0].content[0].file_data' is missing
            {"role": "system", "content": [{"type": "input_image", "image_url": "http://a/b"}]} | 'input[0].content[0].type' cannot be translated
            {"role": "assistant", "content": [{"type": "output_text", "text": "a", "annotations": [{}]}]} | 'input[0].content[0].annotations' cannot be translated
            {"type": "item_reference", "id": "msg_1"}                    | 'input[0].type' cannot be translated
            {"type": "web_search_call", "id": "ws_1"}                    | 'input[0].type' cannot be translated
            {"type": "function_call", "call_id": "a", "name": "b"}       | 'input[0].arguments' is missing
            {"type": "custom_tool_call", "call_id": "a", "name": "b"}    | 'input[0].input' is missing
            {"type": "additional_tools", "role": "developer", "tools": [{"type": "web_search"}]} | 'input[0].tools[0].type' cannot be translated
            {"type": "function_call_output", "call_id": "a"}             | 'input[0].output' must be
            {"type": "reasoning", "summary": [], "encrypted_content": "b3RoZXI="} | 'input[0].encrypted_content' cannot be translated
            "a"                                                          | 'input[0]' must be an object
            """)
    void ofResponsesItems(String item, String sentence) {
        refusedAsResponse("{\"model\":\"m\",\"input\":[" + item + "]}", sentence);
    }

    /** By way of a chat completion, but named as the client wrote it. */
    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "input": "a", "temperature": 1.5                             | 'temperature' must be at most 1
            "input": "a", "service_tier": "flex"                         | 'service_tier' cannot be translated
            "input": "a", "text": {"verbosity": "low"}                   | 'text.verbosity' cannot be translated
            "input": "a", "text": {"format": {"type": "json_object"}}    | 'text.format.type' cannot be translated
            "input": "a", "reasoning": {"effort": "minimal"}             | 'reasoning.effort' must be
            "input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_image", "image_url": "http://a/b", "detail": "low"}]}] | 'input[0].content[1].detail' must be
            "input": [{"role": "user", "content": [{"type": "input_image", "image_url": "a.png"}]}] | 'input[0].content[0].image_url' must be
            "input": [{"role": "user", "content": [{"type": "input_file", "file_data": "data:text/plain;base64,YQ=="}]}] | 'input[0].content[0].file_data' must be
            "input": [{"role": "user", "content": "a"}, {"type": "function_call", "call_id": "a", "name": "b", "arguments": "["}] | 'input[1].arguments' must be
            "input": [{"type": "function_call_output", "call_id": "a", "output": [{"type": "input_image", "image_url": "a.png"}]}] | 'input[0].output.image_url.url' must be
            "input": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}]}] | 'input[0].encrypted_content' cannot be translated
            """)
    void ofResponsesOnMessages(String fields, String sentence) {
        refused(Pair.RESPONSES_ON_MESSAGES, "{\"model\":\"m\"," + fields + "}", sentence);
    }

    private static void refusedAsResponse(String body, String sentence) {
        refused(Pair.RESPONSES_ON_CHAT, body, sentence);
        refused(Pair.RESPONSES_ON_MESSAGES, body, sentence);
    }

    @Test
    void ofBodiesThatAreNoneAtAll() {
        refused(Pair.MESSAGES_ON_CHAT, "{\"model\":\"m\",\"messages\":[]}", "'max_tokens' is missing");
        refused(Pair.CHAT_ON_MESSAGES, "[]", "the body must be a JSON object");
        refused(Pair.CHAT_ON_MESSAGES, "{", "not JSON that can be translated");
        refused(Pair.CHAT_ON_MESSAGES, "{\"a\":".repeat(600) + "1" + "}".repeat(600), "nested too deeply");
    }

    private static void refused(Pair pair, String body, String sentence) {
        assertThat(pair.translate(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Translation.Result.Refused.class,
                        refused -> assertThat(refused.sentence()).contains(sentence));
    }
}
