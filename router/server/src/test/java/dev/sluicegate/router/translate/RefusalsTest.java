package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes the meaning of an answer and has no counterpart is refused by name, whatever the config says. */
class RefusalsTest {
    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "n": 2                                                       | 'n' cannot be translated
            "logprobs": true                                             | 'logprobs' cannot be translated
            "top_logprobs": 3                                            | 'top_logprobs' cannot be translated
            "audio": {"voice": "a", "format": "wav"}                     | 'audio' cannot be translated
            "modalities": ["text", "audio"]                              | 'modalities' cannot be translated
            "web_search_options": {}                                     | 'web_search_options' cannot be translated
            "functions": []                                              | 'functions' cannot be translated
            "function_call": "auto"                                      | 'function_call' cannot be translated
            "temperature": "hot"                                         | 'temperature' must be a number
            "max_tokens": 1, "max_completion_tokens": 2                  | 'max_tokens' contradicts 'max_completion_tokens'
            "tool_choice": {"type": "allowed_tools"}                     | 'tool_choice.type' cannot be translated
            "tool_choice": "sometimes"                                   | 'tool_choice' must be
            "tools": [{"type": "custom", "custom": {"name": "a"}}]       | 'tools[0].type' cannot be translated
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
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}           | 'messages[0].content[0].type' cannot be translated
            {"role": "user", "content": [{"type": "file", "file": {"file_id": "a"}}]}           | 'messages[0].content[0].file.file_data' must be
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a.png"}}]} | 'messages[0].content[0].image_url.url' must be
            {"role": "assistant", "audio": {"id": "a"}}                  | 'messages[0].audio' cannot be translated
            {"role": "assistant", "function_call": {"name": "a", "arguments": ""}} | 'messages[0].function_call' cannot be translated
            {"role": "assistant", "tool_calls": [{"id": "a", "type": "custom", "custom": {}}]} | 'messages[0].tool_calls[0].type' cannot be translated
            "a"                                                          | 'messages[0]' must be an object
            """)
    void ofOpenAiMessages(String message, String sentence) {
        refused(Pair.CHAT_ON_MESSAGES, "{\"model\":\"m\",\"messages\":[" + message + "]}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "inference_geo": "eu"                                        | 'inference_geo' cannot be translated
            "mcp_servers": [{"name": "a"}]                               | 'mcp_servers' cannot be translated
            "thread": {"type": "new"}                                    | 'thread' cannot be translated
            "container": "a"                                             | 'container' cannot be translated
            "thinking": {"type": "enabled"}                              | 'thinking.budget_tokens' is missing
            "tool_choice": {"type": "sometimes"}                         | 'tool_choice.type' must be
            "tools": [{"type": "web_search_20250305", "name": "web_search"}] | 'tools[0].type' cannot be translated
            "tools": [{"name": "a"}]                                     | 'tools[0].input_schema' is missing
            "stop_sequences": "END"                                      | 'stop_sequences' must be an array
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
            {"role": "user", "content": [{"type": "image", "source": {"type": "file", "file_id": "a"}}]} | 'messages[0].content[0].source.type' cannot be translated
            {"role": "user", "content": [{"type": "document", "source": {"type": "url", "url": "http://a/b.pdf"}}]} | 'messages[0].content[0].source.type' must be
            {"role": "assistant", "content": [{"type": "server_tool_use", "id": "a", "name": "b", "input": {}}]} | 'messages[0].content[0].type' cannot be translated
            """)
    void ofAnthropicMessages(String message, String sentence) {
        refused(Pair.MESSAGES_ON_CHAT, "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + message + "]}", sentence);
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "previous_response_id": "resp_1"                             | 'previous_response_id' cannot be translated: this model's provider keeps no responses
            "conversation": "conv_1"                                     | 'conversation' cannot be translated: this model's provider keeps no responses
            "include": ["message.output_text.logprobs"]                  | 'include' cannot be translated
            "tools": [{"type": "code_interpreter"}, {"type": "function", "name": "a"}] | 'tools[0].type' cannot be translated
            "background": true                                           | 'background' cannot be translated
            "top_logprobs": 3                                            | 'top_logprobs' cannot be translated
            "prompt": {"id": "a"}                                        | 'prompt' cannot be translated
            "moderation": {"model": "a"}                                 | 'moderation' cannot be translated
            "tools": [{"type": "web_search"}]                            | 'tools[0].type' cannot be translated
            "tools": [{"type": "custom", "name": "a", "format": {"type": "b"}}] | 'tools[0].format.type' must be
            "tools": [{"type": "custom", "name": "a"}, {"type": "function", "name": "a"}] | 'tools[1].name' cannot be translated
            "tools": [{"type": "namespace", "name": "a", "tools": [{"type": "web_search"}]}] | 'tools[0].tools[0].type' cannot be translated
            "tools": [{"type": "namespace", "name": "a", "tools": [{"type": "function", "name": "b"}]}, {"type": "function", "name": "a__b"}] | 'tools[1].name' cannot be translated
            "tool_choice": {"type": "allowed_tools", "mode": "auto"}     | 'tool_choice.type' cannot be translated
            "tool_choice": "sometimes"                                   | 'tool_choice' must be
            "text": {"format": {"type": "grammar"}}                      | 'text.format.type' cannot be translated
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
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]} | 'input[0].content[0].type' cannot be translated
            {"role": "user", "content": [{"type": "input_image", "file_id": "a"}]} | 'input[0].content[0].image_url' is missing
            {"role": "user", "content": [{"type": "input_file", "file_url": "http://a/b"}]} | 'input[0].content[0].file_data' is missing
            {"role": "system", "content": [{"type": "input_image", "image_url": "http://a/b"}]} | 'input[0].content[0].type' cannot be translated
            {"type": "item_reference", "id": "msg_1"}                    | 'input[0].type' cannot be translated
            {"type": "function_call", "call_id": "a", "name": "b"}       | 'input[0].arguments' is missing
            {"type": "custom_tool_call", "call_id": "a", "name": "b"}    | 'input[0].input' is missing
            {"type": "additional_tools", "role": "developer", "tools": [{"type": "web_search"}]} | 'input[0].tools[0].type' cannot be translated
            {"type": "function_call_output", "call_id": "a"}             | 'input[0].output' must be
            "a"                                                          | 'input[0]' must be an object
            """)
    void ofResponsesItems(String item, String sentence) {
        refusedAsResponse("{\"model\":\"m\",\"input\":[" + item + "]}", sentence);
    }

    /** By way of a chat completion, but named as the client wrote it. */
    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "input": [{"role": "user", "content": [{"type": "input_image", "image_url": "a.png"}]}] | 'input[0].content[0].image_url' must be
            "input": [{"role": "user", "content": [{"type": "input_file", "file_data": "data:text/plain;base64,YQ=="}]}] | 'input[0].content[0].file_data' must be
            "input": [{"type": "function_call_output", "call_id": "a", "output": [{"type": "input_image", "image_url": "a.png"}]}] | 'input[0].output.image_url.url' must be
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
                        refused -> assertThat(refused.error().message()).contains(sentence));
    }
}
