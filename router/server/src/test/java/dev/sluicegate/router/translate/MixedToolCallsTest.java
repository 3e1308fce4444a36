package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** However a provider of OpenAI's protocol mixes its fragments, they come out as whole blocks, one after the other, with nothing lost. */
class MixedToolCallsTest {
    /**
     * @param text before the calls
     * @param arguments of each call
     */
    record Answer(String text, List<ObjectNode> arguments, long seed) {}

    @Property(tries = 500)
    void nothingIsLost(@ForAll("answers") Answer answer) throws JsonProcessingException {
        ResponseCodec codec = Conversation.of(Pair.MESSAGES_ON_CHAT, "plain")
                .translation()
                .response(new Translation.Head(200, true, "req-1", Conversation.SECOND));

        Transcript transcript = Transcript.of(codec, List.of(stream(answer).getBytes(UTF_8)));

        assertThat(transcript.problem()).isNull();
        assertThat(transcript.complete()).isTrue();
        List<JsonNode> blocks = blocks(transcript.output());
        int first = answer.text.isEmpty() ? 0 : 1;
        assertThat(blocks).hasSize(first + answer.arguments.size());
        if (first == 1) {
            assertThat(blocks.getFirst().path("whole").asText()).isEqualTo(answer.text);
        }
        for (int i = 0; i < answer.arguments.size(); i++) {
            JsonNode block = blocks.get(first + i);
            assertThat(block.path("id").asText()).isEqualTo("call_" + i);
            assertThat(Json.read(block.path("whole").asText())).isEqualTo(answer.arguments.get(i));
        }
    }

    /** Deals the fragments of all calls out at random, each call's own in their order, the calls' beginnings in theirs. */
    private static String stream(Answer answer) {
        Random random = new Random(answer.seed);
        StringBuilder stream = new StringBuilder();
        if (!answer.text.isEmpty()) {
            chunk(stream, Json.object().put("content", answer.text), null);
        }
        List<StringBuilder> left = new ArrayList<>();
        int begun = 0;
        answer.arguments.forEach(arguments -> left.add(new StringBuilder(Json.text(arguments))));
        while (begun < left.size() || left.stream().anyMatch(rest -> !rest.isEmpty())) {
            int number = random.nextInt(Math.min(begun + 1, left.size()));
            ObjectNode call = Json.object().put("index", number);
            ObjectNode function = call.putObject("function");
            if (number == begun) {
                begun++;
                call.put("id", "call_" + number).put("type", "function");
                function.put("name", "tool_" + number);
            }
            StringBuilder rest = left.get(number);
            int length = random.nextInt(rest.length() + 1);
            function.put("arguments", rest.substring(0, length));
            rest.delete(0, length);
            ObjectNode delta = Json.object();
            delta.putArray("tool_calls").add(call);
            chunk(stream, delta, null);
        }
        chunk(stream, Json.object(), "tool_calls");
        return stream.append("data: [DONE]\n\n").toString();
    }

    private static void chunk(StringBuilder stream, ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = Json.object().put("id", "c").put("model", "m");
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", reason)
                .set("delta", delta);
        stream.append("data: ").append(Json.text(chunk)).append("\n\n");
    }

    /** The blocks of a stream, with all their deltas put together; checks that they come one after the other. */
    private static List<JsonNode> blocks(String output) throws JsonProcessingException {
        ArrayNode blocks = Json.array();
        boolean open = false;
        for (String line :
                output.lines().filter(each -> each.startsWith("data: ")).toList()) {
            JsonNode event = Json.read(line.substring(6));
            String type = event.path("type").asText();
            if (type.startsWith("content_block")) {
                assertThat(open).isEqualTo(!type.equals("content_block_start"));
                if (!open) {
                    blocks.add(event.path("content_block"));
                }
                open = !type.equals("content_block_stop");
                assertThat(event.path("index").asInt()).isEqualTo(blocks.size() - 1);
                JsonNode delta = event.path("delta");
                ObjectNode block = (ObjectNode) blocks.get(blocks.size() - 1);
                block.put(
                        "whole",
                        block.path("whole").asText("")
                                + delta.path("text").asText("")
                                + delta.path("partial_json").asText(""));
            }
        }
        assertThat(open).isFalse();
        List<JsonNode> list = new ArrayList<>();
        blocks.forEach(list::add);
        return list;
    }

    @Provide
    Arbitrary<Answer> answers() {
        Arbitrary<ObjectNode> arguments = Combinators.combine(
                        Arbitraries.strings().withChars("a{}[]\"\\é🌙,: ").ofMaxLength(8), Arbitraries.integers())
                .as((text, number) -> {
                    ObjectNode object = Json.object().put("text", text).put("number", number);
                    object.putObject("inner").putArray("{}[]\"");
                    return object;
                });
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(3),
                        arguments.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.longs())
                .as(Answer::new);
    }
}
