package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * OpenAI's messages as Anthropic's turns. Messages of one side that follow each other become one turn, as tool results must; system
 * messages, wherever they stand, become the system prompt.
 */
final class ChatTurns {
    private final ArrayNode system = Json.array();
    private final ArrayNode turns = Json.array();
    private String lastRole = "";
    private ArrayNode lastContent = Json.array();

    private ChatTurns() {}

    static ChatTurns of(List<Fields> messages) {
        ChatTurns turns = new ChatTurns();
        messages.forEach(turns::add);
        return turns;
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode turns() {
        return turns;
    }

    private void add(Fields message) {
        String role = message.requiredText("role");
        switch (role) {
            case "system", "developer" -> ChatContent.add(message, "content", system, ChatContent.Allowed.TEXT);
            case "user" -> ChatContent.add(message, "content", turn("user"), ChatContent.Allowed.ALL);
            case "assistant" -> assistant(message);
            case "tool" -> toolResult(message);
            default -> throw message.wrong("role", "must be 'system', 'developer', 'user', 'assistant' or 'tool'");
        }
        message.refuseTheRest();
        if (lastContent.isEmpty() && !turns.isEmpty()) {
            // Anthropic takes no empty turns, and an empty message says nothing
            turns.remove(turns.size() - 1);
            lastRole = turns.isEmpty()
                    ? ""
                    : turns.get(turns.size() - 1).path("role").asText();
            lastContent = turns.isEmpty()
                    ? Json.array()
                    : (ArrayNode) turns.get(turns.size() - 1).path("content");
        }
    }

    private ArrayNode turn(String role) {
        if (!role.equals(lastRole)) {
            lastRole = role;
            lastContent = turns.addObject().put("role", role).putArray("content");
        }
        return lastContent;
    }

    private void assistant(Fields message) {
        ArrayNode content = turn("assistant");
        reasoning(message, content);
        ChatContent.add(message, "content", content, ChatContent.Allowed.TEXT_AND_REFUSAL);
        String refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            content.add(Json.typed("text").put("text", refusal));
        }
        for (Fields call : message.objects("tool_calls")) {
            content.add(toolUse(call));
        }
        message.allowOnly("annotations", Json.array());
    }

    /** Anthropic takes its own reasoning back only with its signature, which {@code thinking_blocks} carries. */
    private static void reasoning(Fields message, ArrayNode content) {
        String readable = message.text("reasoning_content");
        List<Fields> blocks = message.objects("thinking_blocks");
        if (blocks.isEmpty() && readable != null && !readable.isEmpty()) {
            throw message.wrong(
                    "reasoning_content",
                    "cannot be translated: Anthropic's API takes reasoning only with its signature; send the answer's"
                            + " 'thinking_blocks' back too, or leave both out");
        }
        for (Fields block : blocks) {
            String type = block.requiredText("type");
            switch (type) {
                case "thinking" ->
                    content.add(Json.typed(type)
                            .put("thinking", block.requiredText("thinking"))
                            .put("signature", block.requiredText("signature")));
                case "redacted_thinking" -> content.add(Json.typed(type).put("data", block.requiredText("data")));
                default -> throw block.wrong("type", "must be 'thinking' or 'redacted_thinking'");
            }
            block.refuseTheRest();
        }
    }

    private static ObjectNode toolUse(Fields call) {
        if (!call.requiredText("type").equals("function")) {
            throw call.wrong("type", "cannot be translated: only calls of functions have a counterpart");
        }
        // some clients send back the stream's numbering
        call.ignore("index");
        // what another provider wanted back means nothing here
        call.ignore("extra_content");
        Fields function = call.requiredObject("function");
        String arguments = function.requiredText("arguments");
        ObjectNode use = Json.typed("tool_use")
                .put("id", ToolIds.forAnthropic(CarriedContent.plain(call.requiredText("id"))))
                .put("name", function.requiredText("name"));
        use.set("input", input(function, arguments));
        function.refuseTheRest();
        call.refuseTheRest();
        return use;
    }

    private static JsonNode input(Fields function, String arguments) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        try {
            JsonNode input = Json.read(arguments);
            if (input.isObject()) {
                return input;
            }
        } catch (JsonProcessingException e) {
            // the same sentence
        }
        throw function.wrong("arguments", "must be the text of a JSON object, as Anthropic's API takes nothing else");
    }

    private void toolResult(Fields message) {
        ObjectNode result = turn("user")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", ToolIds.forAnthropic(CarriedContent.plain(message.requiredText("tool_call_id"))));
        ArrayNode content = Json.array();
        ChatContent.add(message, "content", content, ChatContent.Allowed.TEXT);
        if (!content.isEmpty()) {
            result.set("content", content);
        }
    }
}
