package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.Capabilities.ReasoningHistory;
import dev.sluicegate.router.config.Capabilities.ResponseFormats;
import dev.sluicegate.router.config.Capabilities.SystemMessages;
import dev.sluicegate.router.config.Capabilities.ToolSchemas;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.provider.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random valid conversations through every translator, for providers with random features: nothing that was said gets lost, each call finds its result. */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // make fuzz tries more, maybe on a busy machine
class RequestFuzzTest {
    private static final int SEEDS = Integer.getInteger("sluicegate.fuzz", 400);

    @ParameterizedTest
    @EnumSource(Pair.class)
    void whateverIsSaidReachesTheProvider(Pair pair) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            check(pair, seed, UnaryOperator.identity());
        }
    }

    /** A translator that gives a result another call's id, and one that loses the parts of a list. */
    @ParameterizedTest
    @ValueSource(strings = {"(?<=\"tool_call_id\":\")[^\"]*", "\\{\"type\":\"text\",\"text\":\"w[^\"]*\"},"})
    void aFlawedTranslatorIsFoundOut(String flaw) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < SEEDS; seed++) {
                        check(Pair.MESSAGES_ON_CHAT, seed, sent -> sent.replaceAll(flaw, ""));
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private static void check(Pair pair, long seed, UnaryOperator<String> flaw) throws IOException {
        FuzzedAnswer.Writer from = new FuzzedAnswer.Writer(seed);
        List<String> words = new ArrayList<>();
        ObjectNode request = switch (pair) {
            case MESSAGES_ON_CHAT -> messages(from, words);
            case CHAT_ON_MESSAGES, CHAT_ON_CHAT -> chat(from, words);
            case RESPONSES_ON_CHAT, RESPONSES_ON_MESSAGES -> responses(from, words);
        };
        Translation.Options options =
                new Translation.Options(Unsupported.DROP, CacheMarks.AS_SENT, Set.of(), features(from));
        String where = pair + ", seed " + seed + ": " + Json.text(request) + " for " + options;
        Translation.Result result = pair.translate(Json.bytes(request), options);
        assertThat(result).as(where).isInstanceOf(Translation.Result.Translated.class);
        String sent = flaw.apply(new String(((Translation.Result.Translated) result).body(), UTF_8));
        for (String word : words) {
            assertThat(sent).as(where).contains(word);
        }
        JsonNode tree = Json.read(sent.getBytes(UTF_8));
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        collect(tree.path("messages"), calls, results);
        assertThat(results).as("%s\nbecame %s", where, sent).isEqualTo(calls);
    }

    private static void collect(JsonNode node, List<String> calls, List<String> results) {
        if (node.has("function") && node.has("id")) {
            calls.add(node.path("id").asText());
        } else if (node.path("type").asText().equals("tool_use")) {
            calls.add(node.path("id").asText());
        }
        for (String name : new String[] {"tool_call_id", "tool_use_id"}) {
            if (node.has(name)) {
                results.add(node.path(name).asText());
            }
        }
        node.forEach(inner -> collect(inner, calls, results));
    }

    private static Features features(FuzzedAnswer.Writer from) {
        return new Features(
                Set.of(),
                Set.of(),
                from.maybe(50) ? List.of() : List.of("low", "high"),
                from.any(List.of(SystemMessages.values())),
                from.any(List.of(ReasoningHistory.REASONING, ReasoningHistory.REASONING_CONTENT)),
                from.any(List.of(20, 64, 128)),
                from.maybe(30) ? 9 : 0,
                from.any(List.of(ToolSchemas.values())),
                from.any(List.of(ResponseFormats.values())),
                from.maybe(50),
                from.maybe(50),
                false);
    }

    private static String id(FuzzedAnswer.Writer from, int number) {
        return from.any(List.of("call_", "toolu_01", "functions.f:", "x y/", "")) + "id" + number;
    }

    private static ObjectNode messages(FuzzedAnswer.Writer from, List<String> words) {
        ObjectNode request = Json.object().put("model", "m").put("max_tokens", 9);
        if (from.maybe(50)) {
            request.put("system", from.word(words));
        }
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", from.word(words));
        for (int turn = from.random.nextInt(4); turn > 0; turn--) {
            ArrayNode said = messages.addObject().put("role", "assistant").putArray("content");
            if (from.maybe(40)) {
                said.add(
                        Json.typed("thinking").put("thinking", from.word(words)).put("signature", ""));
            }
            if (from.maybe(60)) {
                said.add(Json.typed("text").put("text", from.word(words)));
            }
            ArrayNode results = Json.array();
            for (int call = from.random.nextInt(3); call > 0 || said.isEmpty(); call--) {
                String id = id(from, words.size());
                ObjectNode use = Json.typed("tool_use").put("id", id).put("name", "f");
                use.putObject("input").put("a", from.word(words));
                said.add(use);
                ObjectNode result = Json.typed("tool_result").put("tool_use_id", id);
                results.add(from.maybe(50) ? result.put("content", from.word(words)) : parts(result, from, words));
            }
            if (from.maybe(30) || results.isEmpty()) {
                results.add(Json.typed("text").put("text", from.word(words)));
            }
            messages.addObject().put("role", "user").set("content", results);
        }
        ObjectNode tool = request.putArray("tools").addObject().put("name", "f");
        tool.putObject("input_schema").put("type", "object");
        return request;
    }

    private static ObjectNode parts(ObjectNode holder, FuzzedAnswer.Writer from, List<String> words) {
        ArrayNode parts = holder.putArray("content");
        for (int i = 1 + from.random.nextInt(2); i > 0; i--) {
            parts.add(Json.typed("text").put("text", from.word(words)));
        }
        return holder;
    }

    private static ObjectNode chat(FuzzedAnswer.Writer from, List<String> words) {
        ObjectNode request = Json.object().put("model", "m");
        ArrayNode messages = request.putArray("messages");
        for (String role : from.any(List.of(List.of("system"), List.of("developer", "system"), List.<String>of()))) {
            messages.addObject().put("role", role).put("content", from.word(words));
        }
        parts(messages.addObject().put("role", "user"), from, words);
        for (int turn = from.random.nextInt(4); turn > 0; turn--) {
            ObjectNode said = messages.addObject().put("role", "assistant");
            boolean text = from.maybe(60);
            said.put("content", text ? from.word(words) : from.any(java.util.Arrays.asList(null, "", "\n")));
            List<String> ids = new ArrayList<>();
            for (int call = text ? from.random.nextInt(3) : 1; call > 0; call--) {
                ids.add(id(from, words.size()));
                ObjectNode each = said.withArray("tool_calls").addObject().put("id", ids.getLast());
                each.put("type", "function")
                        .putObject("function")
                        .put("name", "f")
                        .put("arguments", "{\"a\":\"" + from.word(words) + "\"}");
            }
            for (String id : ids) {
                ObjectNode result = messages.addObject().put("role", "tool").put("tool_call_id", id);
                if (from.maybe(50)) {
                    parts(result, from, words);
                } else {
                    result.put("content", from.word(words));
                }
            }
            if (from.maybe(50) || ids.isEmpty()) {
                messages.addObject().put("role", "user").put("content", from.word(words));
            }
        }
        request.putArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", "f");
        return request;
    }

    private static ObjectNode responses(FuzzedAnswer.Writer from, List<String> words) {
        ObjectNode request = Json.object().put("model", "m").put("instructions", from.word(words));
        ArrayNode input = request.putArray("input");
        input.addObject().put("role", "user").put("content", from.word(words));
        for (int turn = from.random.nextInt(4); turn > 0; turn--) {
            ObjectNode said =
                    input.add(Json.typed("message").put("role", "assistant")).path(input.size() - 1)
                                    instanceof ObjectNode message
                            ? message
                            : Json.object();
            said.putArray("content").add(Json.typed("output_text").put("text", from.word(words)));
            for (int call = from.random.nextInt(3); call > 0; call--) {
                String id = id(from, words.size());
                input.add(Json.typed("function_call")
                        .put("call_id", id)
                        .put("name", "f")
                        .put("arguments", "{\"a\":\"" + from.word(words) + "\"}"));
                input.add(Json.typed("function_call_output").put("call_id", id).put("output", from.word(words)));
            }
            input.addObject().put("role", "user").put("content", from.word(words));
        }
        request.putArray("tools").add(Json.typed("function").put("name", "f"));
        return request;
    }
}
