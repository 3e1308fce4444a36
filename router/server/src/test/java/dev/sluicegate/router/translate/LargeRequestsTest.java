package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.Capabilities.ToolSchemas;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.provider.Features;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a request becomes is as large as the request, whatever refers to what in it, and it takes as long: each is translated within seconds, or would take minutes. */
class LargeRequestsTest {
    private static final int MANY = 400_000;

    /** As tools have it that take a filter, or a tree. */
    @Test
    void aSchemaWithinItselfIsWrittenOutOnce() throws IOException {
        JsonNode parameters = parameters("""
                {"type": "object", "properties": {"filter": {"$ref": "#/$defs/filter"}}, "$defs": {"filter": {
                  "type": "object", "description": "a filter", "properties": {
                    "and": {"type": "array", "items": {"$ref": "#/$defs/filter"}},
                    "or": {"type": "array", "items": {"$ref": "#/$defs/filter"}},
                    "not": {"$ref": "#/$defs/filter"}}}}}
                """);
        String inner = "{\"type\":\"object\",\"description\":\"a filter\"}";
        assertThat(Json.text(parameters))
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"filter\":{\"type\":\"object\",\"description\":\"a filter\","
                                + "\"properties\":{\"and\":{\"type\":\"array\",\"items\":" + inner + "},"
                                + "\"or\":{\"type\":\"array\",\"items\":" + inner + "},\"not\":" + inner + "}}}}");
    }

    /** Sixteen definitions, each of which has the next one twice. */
    @Test
    void referencesDoNotMultiplyWithoutEnd() throws IOException {
        String definitions = IntStream.range(0, 16)
                .mapToObj(i ->
                        "\"d%1$d\": {\"properties\": {\"a\": {\"$ref\": \"#/$defs/d%2$d\"}, \"b\": {\"$ref\": \"#/$defs/d%2$d\"}}}"
                                .formatted(i, i + 1))
                .collect(Collectors.joining(", "));
        JsonNode parameters = parameters(
                "{\"type\": \"object\", \"properties\": {\"d\": {\"$ref\": \"#/$defs/d0\"}}, \"$defs\": {" + definitions
                        + ", \"d16\": {\"type\": \"string\", \"description\": \"" + "x".repeat(100) + "\"}}}");
        assertThat(Json.bytes(parameters)).hasSizeLessThan(2 << 20);
        assertThat(parameters
                        .at("/properties/d/properties/a/properties/a/properties")
                        .size())
                .isEqualTo(2);
    }

    private static JsonNode parameters(String schema) throws IOException {
        String body = "{\"model\": \"m\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"a\"}], "
                + "\"tools\": [{\"name\": \"f\", \"input_schema\": " + schema + "}]}";
        Translation.Options options =
                new Translation.Options(Unsupported.DROP, CacheMarks.AS_SENT, Set.of(), withBasicSchemas());
        return sent(Pair.MESSAGES_ON_CHAT.translate(body.getBytes(UTF_8), options))
                .at("/tools/0/function/parameters");
    }

    private static Features withBasicSchemas() {
        Features all = Features.OPENAI;
        return new Features(
                all.refused(),
                all.cut(),
                all.efforts(),
                all.systemMessages(),
                all.reasoningHistory(),
                all.toolNameLength(),
                all.toolCallIdLength(),
                ToolSchemas.BASIC,
                all.responseFormats(),
                all.topPWithTemperature(),
                all.chatAdapted(),
                all.misnumbersCalls());
    }

    /** A request with very many of one thing. */
    enum Many {
        FIELDS_WITHOUT_A_VALUE(Pair.CHAT_ON_CHAT, "{\"messages\": [{%s}]}", "\"n%07d\": null"),
        THOUGHTS(
                Pair.MESSAGES_ON_CHAT,
                "{\"max_tokens\": 9, \"messages\": [{\"role\": \"assistant\", \"content\": [%s]}]}",
                "{\"type\": \"thinking\", \"thinking\": \"a thought that is long: %07d\"}"),
        REASONING(
                Pair.RESPONSES_ON_CHAT,
                "{\"input\": [%s]}",
                "{\"type\": \"reasoning\", \"summary\": [{\"type\": \"summary_text\", \"text\": \"a thought: %07d\"}]}"),
        SYSTEM_MESSAGES(
                Pair.RESPONSES_ON_CHAT,
                "{\"input\": [%s]}",
                "{\"role\": \"system\", \"content\": \"a rule that is long: %07d\"}");

        private final Pair pair;
        private final String body;
        private final String one;

        Many(Pair pair, String body, String one) {
            this.pair = pair;
            this.body = body;
            this.one = one;
        }

        byte[] body() {
            return body.formatted(
                            IntStream.range(0, MANY).mapToObj(one::formatted).collect(Collectors.joining(",")))
                    .getBytes(UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyOfOneThingTakeNoTimeByTheirSquare(Many many) {
        assertThat(many.pair.translate(many.body())).isInstanceOf(Translation.Result.Translated.class);
    }

    @Test
    void soDoManyThoughtsThatAreLeftOut() {
        String thoughts = "{\"type\":\"thinking\"},".repeat(3 * MANY);
        byte[] body = ("{\"messages\":[{\"role\":\"assistant\",\"content\":[" + thoughts
                        + "{\"type\":\"text\",\"text\":\"a\"}]}]}")
                .getBytes(UTF_8);
        FieldCut cut = UnsignedThoughts.cut(body, UnsignedThoughts.Cut.ALL);
        assertThat(new String(cut.body(), UTF_8))
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}");
    }

    private static JsonNode sent(Translation.Result result) throws IOException {
        assertThat(result).isInstanceOf(Translation.Result.Translated.class);
        return Json.read(((Translation.Result.Translated) result).body());
    }
}
