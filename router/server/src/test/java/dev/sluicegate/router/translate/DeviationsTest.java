package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Providers of OpenAI's protocol that deviate from it: whatever can be read in an answer arrives, and none ends that did not. */
class DeviationsTest {
    private static final List<Pair> ON_CHAT = List.of(Pair.MESSAGES_ON_CHAT, Pair.RESPONSES_ON_CHAT);

    /** What makes a stream well-ended for each kind of client. */
    private static boolean endsWell(String output) {
        return output.contains("event: message_stop")
                || output.contains("event: response.completed")
                || output.contains("event: response.incomplete");
    }

    private static ResponseCodec codec(Pair pair, boolean stream) {
        return Conversation.of(pair, "plain")
                .translation()
                .response(new Translation.Head(200, stream, "req-1", Conversation.SECOND));
    }

    private static Transcript read(Pair pair, boolean stream, String answer) {
        return Transcript.of(codec(pair, stream), List.of(answer.getBytes(UTF_8)));
    }

    private static String event(JsonNode chunk) {
        return "data: " + Json.text(chunk) + "\n\n";
    }

    private static ObjectNode chunk(ObjectNode delta) {
        ObjectNode chunk = Json.object().put("id", "c").put("model", "m");
        chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
        return chunk;
    }

    private static ObjectNode ending(ObjectNode delta, String reason) {
        ObjectNode chunk = chunk(delta);
        ((ObjectNode) chunk.path("choices").path(0)).put("finish_reason", reason);
        return chunk;
    }

    // ---- why it ended ----

    @Provide
    Arbitrary<String> reasons() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "stop",
                        "eos",
                        "eos_token",
                        "end",
                        "STOP",
                        "model_length",
                        "length",
                        "abort",
                        "",
                        "error",
                        "content_filter",
                        "SAFETY",
                        "MAX_TOKENS",
                        "tool_calls",
                        "function_call",
                        "end_turn"),
                Arbitraries.strings().ofMaxLength(12));
    }

    /** With a terminator or without one, and with the last text in the same chunk or before it. */
    @Property(tries = 300)
    void anyReasonIsAnEnd(@ForAll("reasons") String reason, @ForAll boolean done, @ForAll boolean together) {
        boolean knownWithoutTerminator = done || !reason.isEmpty();
        for (Pair pair : ON_CHAT) {
            String stream = event(chunk(Json.object().put("content", "Hello")))
                    + (together
                            ? event(ending(Json.object().put("content", " there"), reason))
                            : event(chunk(Json.object().put("content", " there")))
                                    + event(ending(Json.object(), reason)))
                    + (done ? "data: [DONE]\n\n" : "");
            Transcript streamed = read(pair, true, stream);
            assertThat(streamed.problem()).isNull();
            assertThat(streamed.output()).contains("\"Hello\"", "\" there\"");
            assertThat(streamed.complete()).isEqualTo(knownWithoutTerminator);
            assertThat(endsWell(streamed.output())).isEqualTo(knownWithoutTerminator);

            ObjectNode whole = Json.object().put("id", "c").put("model", "m");
            ObjectNode choice = whole.putArray("choices").addObject().put("finish_reason", reason);
            choice.putObject("message").put("content", "Hello there");
            Transcript body = read(pair, false, Json.text(whole));
            assertThat(body.problem()).isNull();
            assertThat(body.output()).contains("Hello there");
            if (reason.toLowerCase(java.util.Locale.ROOT).contains("length")) {
                assertThat(body.output()).containsAnyOf("\"max_tokens\"", "\"max_output_tokens\"");
                assertThat(streamed.output().contains("max_tokens")
                                || streamed.output().contains("max_output_tokens"))
                        .isEqualTo(knownWithoutTerminator);
            }
        }
    }

    @Property(tries = 100)
    void noEndWithoutAReasonIsAnEnd(@ForAll boolean usageInEachChunk) {
        ObjectNode chunk = chunk(Json.object().put("content", "Hello"));
        if (usageInEachChunk) {
            chunk.putObject("usage").put("prompt_tokens", 1).put("completion_tokens", 1);
        }
        for (Pair pair : ON_CHAT) {
            Transcript transcript = read(pair, true, event(chunk) + event(chunk));
            assertThat(transcript.complete()).isFalse();
            assertThat(endsWell(transcript.output())).isFalse();
        }
    }

    // ---- calls ----

    /** How a provider tells its calls apart. */
    enum Style {
        NUMBERED,
        NUMBERED_WITHOUT_IDS,
        ONE_NUMBER_IN_WHOLE,
        ONE_NUMBER_IN_FRAGMENTS,
        ONE_NUMBER_WITHOUT_IDS,
        NO_NUMBERS_IN_WHOLE,
        NO_NUMBERS_IN_FRAGMENTS,
        NO_NUMBERS_NOR_IDS,
        ALL_THE_SAME_ID
    }

    @Property(tries = 400)
    void eachCallIsACallOfItsOwn(@ForAll Style style, @ForAll("tools") List<String> tools, @ForAll long seed)
            throws JsonProcessingException {
        Random random = new Random(seed);
        StringBuilder stream = new StringBuilder();
        ArrayNode whole = Json.array();
        for (int number = 0; number < tools.size(); number++) {
            String arguments = "{\"n\":" + number + "}";
            boolean fragments = style == Style.NUMBERED
                    || style == Style.NUMBERED_WITHOUT_IDS
                    || style == Style.ONE_NUMBER_IN_FRAGMENTS
                    || style == Style.NO_NUMBERS_IN_FRAGMENTS;
            int cut = fragments ? random.nextInt(arguments.length()) : arguments.length();
            ObjectNode first = call(style, number, true);
            ObjectNode function = Json.object().put("name", tools.get(number));
            first.set("function", function.put("arguments", arguments.substring(0, cut)));
            stream.append(
                    event(chunk(Json.object().set("tool_calls", Json.array().add(first)))));
            if (fragments) {
                ObjectNode rest = call(style, number, false);
                rest.set("function", Json.object().put("arguments", arguments.substring(cut)));
                stream.append(
                        event(chunk(Json.object().set("tool_calls", Json.array().add(rest)))));
            }
            ObjectNode all = call(style, number, true);
            all.set("function", Json.object().put("name", tools.get(number)).put("arguments", arguments));
            whole.add(all);
        }
        stream.append(event(ending(Json.object(), "tool_calls"))).append("data: [DONE]\n\n");
        ObjectNode body = Json.object().put("id", "c").put("model", "m");
        ObjectNode choice = body.putArray("choices").addObject().put("finish_reason", "tool_calls");
        choice.putObject("message").putNull("content").set("tool_calls", whole);
        for (Pair pair : ON_CHAT) {
            check(tools, calls(pair, read(pair, true, stream.toString()).output()));
            check(
                    tools,
                    calls(pair, "data: " + read(pair, false, Json.text(body)).output()));
        }
    }

    @Provide
    Arbitrary<List<String>> tools() {
        return Arbitraries.of("weather", "clock", "ls").list().ofMinSize(1).ofMaxSize(5);
    }

    private static ObjectNode call(Style style, int number, boolean first) {
        ObjectNode call = Json.object();
        switch (style) {
            case NUMBERED -> call.put("index", number);
            case NUMBERED_WITHOUT_IDS -> call.put("index", number);
            case ONE_NUMBER_IN_WHOLE, ONE_NUMBER_IN_FRAGMENTS, ONE_NUMBER_WITHOUT_IDS -> call.put("index", 0);
            case ALL_THE_SAME_ID -> call.put("index", number);
            default -> {}
        }
        boolean without = style == Style.NUMBERED_WITHOUT_IDS
                || style == Style.ONE_NUMBER_WITHOUT_IDS
                || style == Style.NO_NUMBERS_NOR_IDS;
        if (first && !without) {
            call.put("id", style == Style.ALL_THE_SAME_ID ? "call" : "call_" + number);
        } else if (without) {
            call.put("id", "");
        }
        return call;
    }

    private record Call(String id, String name, JsonNode arguments) {}

    private static void check(List<String> tools, List<Call> calls) {
        assertThat(calls.stream().map(Call::name)).isEqualTo(tools);
        for (int number = 0; number < tools.size(); number++) {
            assertThat(calls.get(number).arguments.path("n").asInt(-1)).isEqualTo(number);
        }
        Set<String> ids = calls.stream().map(Call::id).collect(Collectors.toSet());
        assertThat(ids).as("ids").hasSize(tools.size()).doesNotContain("");
    }

    /** The calls in what a client gets: in a stream's last words of each, or in a body. */
    private static List<Call> calls(Pair pair, String output) throws JsonProcessingException {
        List<Call> calls = new ArrayList<>();
        StringBuilder input = new StringBuilder();
        for (String line :
                output.lines().filter(each -> each.startsWith("data: ")).toList()) {
            JsonNode data = Json.read(line.substring(6));
            if (pair == Pair.RESPONSES_ON_CHAT) {
                for (JsonNode item :
                        data.path("response").path("status").asText().equals("completed")
                                ? data.path("response").path("output")
                                : data.path("output")) {
                    if (item.path("type").asText().equals("function_call")) {
                        calls.add(new Call(
                                item.path("call_id").asText(),
                                item.path("name").asText(),
                                Json.read(item.path("arguments").asText())));
                    }
                }
                continue;
            }
            for (JsonNode block : data.path("content")) {
                calls.add(new Call(block.path("id").asText(), block.path("name").asText(), block.path("input")));
            }
            JsonNode start = data.path("content_block");
            if (start.path("type").asText().equals("tool_use")) {
                input.setLength(0);
                calls.add(new Call(start.path("id").asText(), start.path("name").asText(), Json.object()));
            }
            input.append(data.path("delta").path("partial_json").asText(""));
            if (data.path("type").asText().equals("content_block_stop") && !calls.isEmpty()) {
                Call last = calls.removeLast();
                calls.add(new Call(last.id, last.name, Json.read(input.toString())));
            }
        }
        return calls;
    }

    // ---- usage ----

    /** Where a provider says what an answer took. */
    enum Place {
        TOP,
        CHOICE,
        DELTA,
        GROQ,
        CHUNK_WITHOUT_CHOICES,
        CHUNK_WITH_NO_CHOICES_FIELD
    }

    /** By what names. */
    enum Names {
        OPENAI,
        KIMI,
        DEEPSEEK,
        RESPONSES
    }

    @Property
    void usageIsFoundWhereverItStands(@ForAll Place place, @ForAll Names names, @ForAll boolean done) {
        ObjectNode usage = Json.object();
        switch (names) {
            case OPENAI ->
                usage.put("prompt_tokens", 30)
                        .put("completion_tokens", 7)
                        .putObject("prompt_tokens_details")
                        .put("cached_tokens", 20);
            case KIMI ->
                usage.put("prompt_tokens", 30).put("completion_tokens", 7).put("cached_tokens", 20);
            case DEEPSEEK ->
                usage.put("prompt_tokens", 30).put("completion_tokens", 7).put("prompt_cache_hit_tokens", 20);
            case RESPONSES ->
                usage.put("input_tokens", 30)
                        .put("output_tokens", 7)
                        .putObject("input_tokens_details")
                        .put("cached_tokens", 20);
        }
        ObjectNode last = ending(Json.object(), "stop");
        ObjectNode choice = (ObjectNode) last.path("choices").path(0);
        ObjectNode alone = Json.object().put("id", "c");
        switch (place) {
            case TOP -> last.set("usage", usage);
            case CHOICE -> choice.set("usage", usage);
            case DELTA -> choice.withObject("delta").set("usage", usage);
            case GROQ -> last.putObject("x_groq").set("usage", usage);
            case CHUNK_WITHOUT_CHOICES -> {
                alone.putArray("choices");
                alone.set("usage", usage);
            }
            case CHUNK_WITH_NO_CHOICES_FIELD -> alone.set("usage", usage);
        }
        for (Pair pair : ON_CHAT) {
            Transcript transcript = read(
                    pair,
                    true,
                    event(chunk(Json.object().put("content", "a")))
                            + event(last)
                            + (alone.has("usage") ? event(alone) : "")
                            + (done ? "data: [DONE]\n\n" : ""));
            assertThat(transcript.complete()).isTrue();
            TokenUsage said = Objects.requireNonNull(transcript.usage());
            assertThat(said.input()).isEqualTo(30);
            assertThat(said.cached()).isEqualTo(20);
            assertThat(said.output()).isEqualTo(7);
        }
    }

    // ---- errors ----

    @Provide
    Arbitrary<String> errorBodies() {
        String s = "\"What is wrong\"";
        return Arbitraries.of(
                "{\"error\":{\"message\":" + s + ",\"type\":\"a\",\"code\":null}}",
                "{\"error\":" + s + "}",
                "{\"message\":" + s + "}",
                "{\"detail\":" + s + "}",
                "[{\"error\":{\"code\":400,\"message\":" + s + ",\"status\":\"INVALID_ARGUMENT\"}}]",
                "{\"detail\":[{\"loc\":[\"body\",\"a\"],\"msg\":" + s + ",\"type\":\"missing\"}]}",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\"],\"msg\":" + s
                        + "}]},\"code\":null}",
                "{\"type\":\"error\",\"error\":{\"type\":\"b\",\"message\":" + s + "}}",
                "{\"error\":{\"message\":\"Provider returned error\",\"metadata\":{\"raw\":" + s + "}}}",
                "{\"errors\":[{\"message\":" + s + "}]}",
                "{\"error\":{\"code\":\"x\",\"error\":{\"message\":" + s + "}}}",
                "{\"base_resp\":{\"status_code\":1,\"status_msg\":" + s + "}}",
                "{\"title\":\"Bad\",\"status\":400,\"detail\":" + s + "}",
                "What is wrong",
                "<html><head><title>What is wrong</title></head><body>nginx</body></html>",
                "data: What is wrong");
    }

    @Property
    void theSentenceOfAnyErrorBodyArrives(@ForAll("errorBodies") String body) throws JsonProcessingException {
        for (Pair pair : Pair.values()) {
            for (int status : new int[] {400, 422, 429, 500, 503, 529}) {
                ResponseCodec codec = Conversation.of(pair, "plain")
                        .translation()
                        .response(new Translation.Head(status, false, "req-1", Conversation.SECOND));
                Transcript transcript = Transcript.of(codec, List.of(body.getBytes(UTF_8)));
                JsonNode error = Json.read(transcript.output());
                assertThat(error.path("error").path("message").asText()).contains("What is wrong");
                assertThat(error.path("error").path("type").isTextual()).isTrue();
            }
        }
    }

    /** A page of a proxy in between, or a provider that answers with what it was sent. */
    @Property(tries = 100)
    void whatHasNoSentenceIsQuotedInPart(@ForAll("longTexts") String text) throws JsonProcessingException {
        for (Pair pair : Pair.values()) {
            ResponseCodec codec = Conversation.of(pair, "plain")
                    .translation()
                    .response(new Translation.Head(502, false, "req-1", Conversation.SECOND));
            Transcript transcript = Transcript.of(codec, List.of(text.getBytes(UTF_8)));
            String message =
                    Json.read(transcript.output()).path("error").path("message").asText();
            assertThat(message).isNotBlank().hasSizeLessThanOrEqualTo(501);
            assertThat(message.chars()).noneMatch(Character::isISOControl);
        }
    }

    @Provide
    Arbitrary<String> longTexts() {
        return Arbitraries.strings().ofMinLength(0).ofMaxLength(3000);
    }

    @Property
    void anErrorWithinAStreamIsOne(@ForAll("errorBodies") String body) {
        if (!body.startsWith("{\"error\"") && !body.contains("\":\"error\"")) {
            return;
        }
        for (Pair pair : ON_CHAT) {
            Transcript transcript =
                    read(pair, true, event(chunk(Json.object().put("content", "a"))) + "data: " + body + "\n\n");
            assertThat(transcript.output()).contains("event: error", "What is wrong");
            assertThat(endsWell(transcript.output())).isFalse();
        }
    }

    // ---- contents ----

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of(
                "\"Hello\"",
                "[\"Hello\"]",
                "[{\"type\":\"text\",\"text\":\"Hello\"}]",
                "{\"type\":\"text\",\"text\":\"Hello\"}",
                "[{\"type\":\"output_text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]",
                "[{\"type\":\"text\",\"text\":\"Hello\"},{\"type\":\"reference\",\"reference_ids\":[1]}]",
                "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm\"}]},{\"type\":\"text\",\"text\":\"Hello\"}]",
                "[{\"type\":\"thinking\",\"thinking\":\"Hm\"},{\"type\":\"new\",\"text\":\"Hello\"}]");
    }

    @Property
    void contentsAsListsAreRead(@ForAll("contents") String content) throws JsonProcessingException {
        boolean thinks = content.contains("thinking");
        for (Pair pair : ON_CHAT) {
            ObjectNode delta = Json.object().set("content", Json.read(content));
            Transcript streamed = read(pair, true, event(chunk(delta)) + event(ending(Json.object(), "stop")));
            assertThat(streamed.output()).contains("\"Hello\"");
            ObjectNode body = Json.object().put("id", "c");
            ObjectNode choice = body.putArray("choices").addObject().put("finish_reason", "stop");
            choice.set("message", delta);
            String whole = read(pair, false, Json.text(body)).output();
            assertThat(whole).contains("\"Hello\"");
            if (thinks) {
                assertThat(whole).contains("\"Hm\"");
                assertThat(streamed.output()).contains("\"Hm\"");
            }
        }
    }
}
