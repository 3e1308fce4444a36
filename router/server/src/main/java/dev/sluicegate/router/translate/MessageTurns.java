package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Anthropic's system prompt and turns as OpenAI's messages: each tool result becomes a message of its own, and the images in it go
 * into the user's message that follows.
 */
final class MessageTurns {
    private static final String TOOL_FAILED = "Error: ";

    private final ArrayNode messages = Json.array();

    private MessageTurns() {}

    /** @param request whose system prompt comes first */
    static ArrayNode of(Fields request, List<Fields> turns) {
        MessageTurns translated = new MessageTurns();
        if (request.take("system") != null) {
            translated.system(request, "system");
        }
        turns.forEach(translated::add);
        return translated.messages;
    }

    private void system(Fields holder, String name) {
        JsonNode content = MessageContent.of(holder, name, MessageContent.Allowed.TEXT);
        messages.addObject().put("role", "system").set("content", content);
    }

    private void add(Fields turn) {
        switch (turn.requiredText("role")) {
            case "user" -> user(turn);
            case "assistant" -> assistant(turn);
            case "system" -> system(turn, "content");
            default -> throw turn.wrong("role", "must be 'user', 'assistant' or 'system'");
        }
        turn.dropTheRest();
    }

    private void user(Fields turn) {
        if (isText(turn)) {
            messages.addObject().put("role", "user").put("content", turn.requiredText("content"));
            return;
        }
        ArrayNode parts = Json.array();
        for (Fields block : turn.objects("content")) {
            if ("tool_result".equals(block.text("type"))) {
                messages.add(toolResult(block, parts));
            } else {
                parts.add(MessageContent.part(block, MessageContent.Allowed.ALL));
            }
            block.dropTheRest();
        }
        if (!parts.isEmpty()) {
            messages.addObject().put("role", "user").set("content", MessageContent.simplified(parts));
        }
    }

    private static boolean isText(Fields turn) {
        JsonNode content = turn.take("content");
        if (content == null || !(content.isTextual() || content.isArray())) {
            throw turn.wrong("content", "must be a string or an array of blocks");
        }
        return content.isTextual();
    }

    /** @param images receives the result's images, which OpenAI's protocol takes from users only */
    private static ObjectNode toolResult(Fields block, ArrayNode images) {
        String id = CarriedContent.plain(block.requiredText("tool_use_id"));
        ObjectNode message = Json.object().put("role", "tool").put("tool_call_id", id);
        JsonNode content = toolResultText(block, id, images);
        if (block.flag("is_error")) {
            // OpenAI's protocol has no mark for it but what the result says
            if (content.isTextual()) {
                message.put("content", TOOL_FAILED + content.textValue());
            } else {
                ((ArrayNode) content).insert(0, Json.typed("text").put("text", TOOL_FAILED));
                message.set("content", content);
            }
        } else {
            message.set("content", content);
        }
        block.dropSurely(CacheMarks.NAME);
        return message;
    }

    private static JsonNode toolResultText(Fields block, String id, ArrayNode images) {
        JsonNode content = block.take("content");
        if (content == null || !content.isArray()) {
            return MessageContent.of(block, "content", MessageContent.Allowed.TEXT);
        }
        ArrayNode parts = Json.array();
        for (Fields inner : block.objects("content")) {
            boolean image = "image".equals(inner.text("type"));
            JsonNode source = inner.take("source");
            boolean file = "document".equals(inner.text("type"))
                    && source != null
                    && !source.path("type").asText().equals("text");
            if (image || file) {
                String what = image ? "Image" : "File";
                images.add(Json.typed("text").put("text", what + " from the result of tool call " + id + ":"));
                images.add(MessageContent.part(inner, MessageContent.Allowed.ALL));
            } else {
                parts.add(MessageContent.part(inner, MessageContent.Allowed.TEXT));
            }
            inner.dropTheRest();
        }
        return MessageContent.simplified(parts);
    }

    private void assistant(Fields turn) {
        ObjectNode message = messages.addObject().put("role", "assistant");
        if (isText(turn)) {
            message.put("content", turn.requiredText("content"));
            return;
        }
        ArrayNode parts = Json.array();
        ArrayNode calls = Json.array();
        StringBuilder thoughts = new StringBuilder();
        for (Fields block : turn.objects("content")) {
            switch (block.requiredText("type")) {
                case "thinking" -> thinking(block, message, thoughts);
                case "redacted_thinking" -> redacted(block, message);
                case "tool_use" -> calls.add(toolCall(block));
                default -> parts.add(MessageContent.part(block, MessageContent.Allowed.TEXT));
            }
            block.dropTheRest();
        }
        if (!thoughts.isEmpty()) {
            message.put(ReasoningFields.NAME, thoughts.toString());
        }
        if (parts.isEmpty() && !calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.set("content", MessageContent.simplified(parts));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private static void thinking(Fields block, ObjectNode message, StringBuilder thoughts) {
        thoughts.append(block.requiredText("thinking"));
        if (!thoughts.isEmpty() && !message.has(ReasoningFields.NAME)) {
            // its place, before what its provider wants back with it
            message.put(ReasoningFields.NAME, "");
        }
        // Anthropic's own proves to it that the reasoning is its own; nobody else can use it
        restore(carried(block, "signature"), message);
    }

    private static void redacted(Fields block, ObjectNode message) {
        ArrayNode carried = carried(block, "data");
        if (carried.isEmpty()) {
            // only its writer can read it
            block.dropped().say(block.at("redacted_thinking"));
        }
        restore(carried, message);
    }

    private static void restore(ArrayNode details, ObjectNode message) {
        if (!details.isEmpty()) {
            message.withArray(ReasoningDetails.FIELD).addAll(details);
        }
    }

    private static ArrayNode carried(Fields block, String field) {
        JsonNode signature = block.take(field);
        return ThoughtSignature.carried(signature == null ? "" : signature.asText(""));
    }

    private static ObjectNode toolCall(Fields block) {
        ObjectNode call = Json.typed("function");
        CarriedContent.restore(call, block.requiredText("id"));
        JsonNode input = block.tree("input");
        call.putObject("function")
                .put("name", block.requiredText("name"))
                .put("arguments", input == null ? "{}" : Json.text(input));
        block.dropSurely(CacheMarks.NAME);
        block.dropUnless("caller", Json.typed("direct"));
        return call;
    }
}
