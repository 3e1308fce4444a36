package dev.sluicegate.router.translate;

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
        turns.trimLastAnswer();
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
        boolean systemRole = role.equals("system") || role.equals("developer");
        int before = systemRole ? system.size() : role.equals(lastRole) ? lastContent.size() : 0;
        switch (role) {
            case "system", "developer" -> ChatContent.add(message, "content", system, ChatContent.Allowed.TEXT);
            case "user" -> ChatContent.add(message, "content", turn("user"), ChatContent.Allowed.ALL);
            case "assistant" -> assistant(message);
            case "tool" -> toolResult(message);
            default -> throw message.wrong("role", "must be 'system', 'developer', 'user', 'assistant' or 'tool'");
        }
        if (!role.equals("tool")) {
            CacheMarks.copyToLast(message, systemRole ? system : lastContent, before);
        }
        message.refuse("audio");
        message.refuse("function_call");
        message.dropTheRest();
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
        message.dropUnless("annotations", Json.array());
    }

    /** Anthropic refuses a beginning of its answer that ends with white space. */
    private void trimLastAnswer() {
        if (!lastRole.equals("assistant") || lastContent.isEmpty()) {
            return;
        }
        JsonNode last = lastContent.get(lastContent.size() - 1);
        if (last instanceof ObjectNode block && block.path("type").asText().equals("text")) {
            block.put("text", block.path("text").asText().stripTrailing());
        }
    }

    /** Anthropic takes its own reasoning back only with its signature, which {@code thinking_blocks} carries; what has none is left out. */
    private static void reasoning(Fields message, ArrayNode content) {
        List<Fields> blocks = message.objects("thinking_blocks");
        boolean signed = false;
        for (Fields block : blocks) {
            String type = block.requiredText("type");
            switch (type) {
                case "thinking" -> {
                    String thinking = block.requiredText("thinking");
                    String signature = block.text("signature");
                    if (signature != null && !signature.isBlank()) {
                        signed = true;
                        content.add(Json.typed(type).put("thinking", thinking).put("signature", signature));
                    }
                }
                case "redacted_thinking" -> {
                    signed = true;
                    content.add(Json.typed(type).put("data", block.requiredText("data")));
                }
                default -> throw block.wrong("type", "must be 'thinking' or 'redacted_thinking'");
            }
            block.dropTheRest();
        }
        for (String name : new String[] {ReasoningFields.NAME, "reasoning", "reasoning_details"}) {
            if (signed) {
                message.ignore(name);
            } else {
                message.dropSurely(name);
            }
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
        ObjectNode input = CallArguments.object(Json.object().set("arguments", function.take("arguments")));
        ObjectNode use = Json.typed("tool_use")
                .put("id", ToolIds.forAnthropic(CarriedContent.plain(call.requiredText("id"))))
                .put("name", function.requiredText("name"));
        use.set("input", input);
        CacheMarks.copy(call, use);
        function.dropTheRest();
        call.dropTheRest();
        return use;
    }

    private void toolResult(Fields message) {
        ObjectNode result = turn("user")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", ToolIds.forAnthropic(CarriedContent.plain(message.requiredText("tool_call_id"))));
        ArrayNode content = Json.array();
        // the call has it
        message.ignore("name");
        CacheMarks.copy(message, result);
        ChatContent.add(message, "content", content, ChatContent.Allowed.TEXT_AND_IMAGES);
        if (!content.isEmpty()) {
            result.set("content", content);
        }
    }
}
