package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.clients.SimulatedTurn.Calls;
import dev.sluicegate.router.clients.SimulatedTurn.Question;
import dev.sluicegate.router.clients.SimulatedTurn.Says;
import dev.sluicegate.router.clients.SimulatedTurn.Tool;
import dev.sluicegate.router.testkit.FakeUpstream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A strict provider of Anthropic's messages.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">Messages</a>
 */
final class AnthropicProvider {
    static final String WORDS =
            "has no threads, and says so as documented; refuses fields that it does not know, empty texts, results that are not next to their calls, thoughts without a signature of its own, an answer under way that does not begin with a thought while `thinking` is `enabled`, `top_p` beside `temperature`, schemas of formats without `additionalProperties: false`";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of(
            ("model messages max_tokens system stream tools tool_choice metadata stop_sequences temperature top_p top_k thinking "
                            + "output_config output_format service_tier container mcp_servers context_management cache_control betas diagnostics speed inference_geo")
                    .split(" ", -1));

    private AnthropicProvider() {}

    static void answer(FakeUpstream.Call call, JsonNode request) {
        Optional<String> refusal = refusal(request);
        if (refusal.isPresent()) {
            ObjectNode error = JSON.createObjectNode().put("type", "error");
            ObjectNode fields = error.putObject("error")
                    .put("type", "invalid_request_error")
                    .put("message", refusal.get());
            if (request.has("thread")) {
                fields.putObject("details")
                        .put("error_code", "thread_unsupported_request")
                        .putArray("unsupported")
                        .add("thread");
            }
            call.json(400, error.toString());
            return;
        }
        SimulatedTurn turn = SimulatedTurn.of(question(request));
        if (request.path("stream").asBoolean()) {
            stream(call, request, turn);
        } else {
            call.json(200, message(request, turn).toString());
        }
    }

    private static Optional<String> refusal(JsonNode request) {
        Optional<String> unknown =
                Refusals.fieldsBut(FIELDS, "Extra inputs are not permitted: ").apply(request);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (request.has("temperature") && request.has("top_p")) {
            return Optional.of("`temperature` and `top_p` cannot both be specified for this model.");
        }
        JsonNode format = request.at("/output_config/format/schema");
        if (format.isObject() && format.path("additionalProperties").asBoolean(true)) {
            return Optional.of("output_config.format.schema: 'additionalProperties' must be explicitly set to false");
        }
        if (Refusals.elements(request.path("tools"))
                .anyMatch(tool -> !tool.path("name").asText().matches("[a-zA-Z0-9_-]{1,128}"))) {
            return Optional.of("tools.0.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        }
        Optional<String> thoughts = AnthropicThoughts.refusal(request);
        return thoughts.isPresent() ? thoughts : conversation(request);
    }

    private static Optional<String> conversation(JsonNode request) {
        Set<String> open = new HashSet<>();
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                String type = block.path("type").asText();
                if (type.equals("text") && block.path("text").asText().isBlank()) {
                    return Optional.of("text content blocks must contain non-whitespace text");
                }
                if (type.equals("tool_result")
                        && !open.remove(block.path("tool_use_id").asText())) {
                    return Optional.of("unexpected `tool_use_id` found in `tool_result` blocks");
                }
            }
            if (!open.isEmpty() && message.path("role").asText().equals("user")) {
                return Optional.of("`tool_use` ids were found without `tool_result` blocks immediately after: " + open);
            }
            blocks(message, "tool_use")
                    .forEach(block -> open.add(block.path("id").asText()));
        }
        return Optional.empty();
    }

    private static Stream<JsonNode> blocks(JsonNode message, String type) {
        return Refusals.elements(message.path("content"))
                .filter(block -> block.path("type").asText().equals(type));
    }

    private static Question question(JsonNode request) {
        List<Tool> tools = new ArrayList<>();
        request.path("tools")
                .forEach(tool -> tools.add(new Tool(tool.path("name").asText(), tool.path("input_schema"))));
        List<String> results = Refusals.messages(request)
                .flatMap(message -> blocks(message, "tool_result"))
                .map(block -> block.path("content").toString())
                .toList();
        return new Question(
                tools,
                results,
                request.at("/tool_choice/name").asText(),
                request.at("/output_config/format/schema"),
                request.path("messages").toString().contains(SimulatedTurn.FILE));
    }

    private static ObjectNode message(JsonNode request, SimulatedTurn turn) {
        ObjectNode message = start(request);
        switch (turn) {
            case Calls calls -> {
                for (int i = 0; i < calls.arguments().size(); i++) {
                    message.withArray("content")
                            .add(toolUse(calls, i)
                                    .set("input", calls.arguments().get(i)));
                }
                message.put("stop_reason", "tool_use");
            }
            case Says says -> {
                message.withArray("content").addObject().put("type", "text").put("text", says.text());
                message.put("stop_reason", "end_turn");
            }
        }
        return message;
    }

    private static ObjectNode start(JsonNode request) {
        ObjectNode message = JSON.createObjectNode()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.path("model").asText());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 11).put("output_tokens", 7);
        return message;
    }

    private static ObjectNode toolUse(Calls calls, int i) {
        return JSON.createObjectNode()
                .put("type", "tool_use")
                .put("id", "toolu_0" + i)
                .put("name", calls.name());
    }

    private static void stream(FakeUpstream.Call call, JsonNode request, SimulatedTurn turn) {
        call.startStream();
        ObjectNode start = event("message_start");
        start.set("message", start(request));
        send(call, start);
        send(call, event("ping"));
        switch (turn) {
            case Calls calls -> {
                for (int i = 0; i < calls.arguments().size(); i++) {
                    ObjectNode block = toolUse(calls, i);
                    block.putObject("input");
                    String arguments = calls.arguments().get(i).toString();
                    block(call, i, block, "input_json_delta", "partial_json", arguments);
                }
            }
            case Says says -> {
                ObjectNode block = JSON.createObjectNode().put("type", "text").put("text", "");
                block(call, 0, block, "text_delta", "text", says.text());
            }
        }
        ObjectNode delta = event("message_delta");
        delta.putObject("delta")
                .put("stop_reason", turn instanceof Calls ? "tool_use" : "end_turn")
                .putNull("stop_sequence");
        delta.putObject("usage").put("output_tokens", 7);
        send(call, delta);
        send(call, event("message_stop"));
        call.end();
    }

    private static void block(
            FakeUpstream.Call call, int index, ObjectNode block, String type, String field, String text) {
        ObjectNode start = event("content_block_start").put("index", index);
        start.set("content_block", block);
        send(call, start);
        for (String piece : new String[] {text.substring(0, 2), text.substring(2)}) {
            ObjectNode delta = event("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", type).put(field, piece);
            send(call, delta);
        }
        send(call, event("content_block_stop").put("index", index));
    }

    private static ObjectNode event(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static void send(FakeUpstream.Call call, ObjectNode event) {
        call.send("event: " + event.path("type").asText() + "\ndata: " + event + "\n\n");
    }
}
