package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.provider.Features;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one protocol says in other words than the other: each finds its counterpart. */
class CounterpartsTest {
    private static final String CHAT = "\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CHAT_ON_MESSAGES  | `"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/jpg;base64,aGk="}}]}]` | /messages/0/content/0/source/media_type | "image/jpeg"
            CHAT_ON_MESSAGES  | `"response_format": {"type": "json_object"}, CHAT` | /output_config | MISSING
            CHAT_ON_MESSAGES  | `"response_format": {"type": "json_object"}, CHAT` | /system/0/text | "Answer with one JSON object only: no text before or after it, and no code fence around it."
            CHAT_ON_MESSAGES  | `"response_format": {"type": "json_schema", "json_schema": {"schema": {"type": "object", "properties": {"a": {"type": "string", "minLength": 2, "description": "d"}}}}}, CHAT` | /output_config/format/schema | {"type":"object","properties":{"a":{"type":"string","description":"d\\n{minLength: 2}"}},"additionalProperties":false}
            CHAT_ON_MESSAGES  | `"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}], CHAT` | /tools/0/input_schema | {"type":"object","properties":{}}
            CHAT_ON_MESSAGES  | `"tools": [{"type": "function", "function": {"name": "f"}}], CHAT` | /tools/0/input_schema | {"type":"object","properties":{}}
            CHAT_ON_MESSAGES  | `"top_k": 5, CHAT` | /top_k | 5
            CHAT_ON_MESSAGES  | `"thinking": {"type": "enabled", "budget_tokens": 2000}, CHAT` | /thinking/budget_tokens | 2000
            CHAT_ON_MESSAGES  | `"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "thinking_blocks": [{"type": "thinking", "thinking": "t", "signature": ""}]}]` | /messages/1/content/0/type | "text"
            MESSAGES_ON_CHAT  | `"max_tokens": 9, "tools": [{"name": "f", "input_schema": {}}], CHAT` | /tools/0/function/parameters | {"type":"object","properties":{}}
            RESPONSES_ON_CHAT | `"input": "a", "text": {"verbosity": "low"}` | /verbosity | "low"
            RESPONSES_ON_CHAT | `"input": "a", "client_metadata": {"x": "y"}, "reasoning": {"effort": "high", "context": "auto"}` | /reasoning_effort | "high"
            """)
    void hasItsCounterpart(Pair pair, String fields, String pointer, String expected) throws IOException {
        String body = "{\"model\": \"m\", " + fields.replace("CHAT", CHAT) + "}";
        JsonNode sent = sent(pair.translate(body.getBytes(UTF_8)));
        JsonNode found = sent.at(pointer);
        assertThat(found.isMissingNode() ? "MISSING" : Json.text(found)).isEqualTo(expected);
    }

    /** After the tools, the system prompt and the last turn, where the client has set none itself. */
    @Test
    void cacheMarksAreSetWhereTheConfigSaysSo() throws IOException {
        String tools = "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {}}}]";
        String body = "{\"model\": \"m\", \"messages\": [{\"role\": \"system\", \"content\": \"s\"}, "
                + "{\"role\": \"user\", \"content\": \"a\"}], " + tools + "}";
        JsonNode set = sent(translated(body, CacheMarks.SET));
        for (String place : new String[] {"/tools/0", "/system/0", "/messages/0/content/0"}) {
            assertThat(set.at(place).path("cache_control")).as(place).hasToString("{\"type\":\"ephemeral\"}");
        }
        assertThat(Json.text(sent(translated(body, CacheMarks.AS_SENT)))).doesNotContain("cache_control");
        String marked = body.replace(
                "\"a\"}", "[{\"type\": \"text\", \"text\": \"a\", \"cache_control\": {\"type\": \"ephemeral\"}}]}");
        JsonNode own = sent(translated(marked, CacheMarks.SET));
        assertThat(own.at("/tools/0").has("cache_control"))
                .as("the client has set its own")
                .isFalse();
    }

    private static Translation.Result translated(String body, CacheMarks marks) {
        return Pair.CHAT_ON_MESSAGES.translate(
                body.getBytes(UTF_8), new Translation.Options(Unsupported.DROP, marks, Set.of(), Features.ANTHROPIC));
    }

    private static JsonNode sent(Translation.Result result) throws IOException {
        assertThat(result).isInstanceOf(Translation.Result.Translated.class);
        return Json.read(((Translation.Result.Translated) result).body());
    }
}
