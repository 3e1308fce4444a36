package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** OpenAI's chat completion as Anthropic's message. */
final class CompletionBody {
    private CompletionBody() {}

    /** @throws Untranslatable if the completion is not one, or not one that a message can say */
    static ObjectNode translate(JsonNode completion, TokenUsage usage) {
        JsonNode choice = completion.path("choices").path(0);
        JsonNode said = choice.path("message");
        if (!said.isObject()) {
            throw new Untranslatable("answered with something that is not a chat completion");
        }
        String id = completion.path("id").asText();
        ObjectNode message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", completion.path("model").asText());
        ArrayNode content = message.putArray("content");
        String reasoning = ReasoningFields.of(said);
        if (!reasoning.isEmpty()) {
            content.add(Json.typed("thinking").put("thinking", reasoning).put("signature", ""));
        }
        addText(content, said.path("content"));
        boolean refused = addText(content, said.path("refusal"));
        boolean calls = false;
        for (JsonNode call : said.path("tool_calls")) {
            content.add(toolUse(call, id + "_" + content.size()));
            calls = true;
        }
        if (!choice.path("finish_reason").isTextual()) {
            throw new Untranslatable("answered without a 'finish_reason'");
        }
        EndReason reason = EndReason.ofOpenAi(choice.path("finish_reason").textValue(), calls);
        message.put("stop_reason", refused ? EndReason.REFUSED.anthropic : reason.anthropic);
        message.putNull("stop_sequence");
        message.set("usage", usage.anthropic());
        return message;
    }

    private static boolean addText(ArrayNode content, JsonNode text) {
        boolean present = text.isTextual() && !text.textValue().isEmpty();
        if (present) {
            content.add(Json.typed("text").put("text", text.textValue()));
        }
        return present;
    }

    private static ObjectNode toolUse(JsonNode call, String idOtherwise) {
        JsonNode function = call.path("function");
        if (!function.path("name").isTextual()) {
            throw new Untranslatable("called a tool without naming a function");
        }
        ObjectNode use = toolUse(
                call.path("id").asText(""), idOtherwise, function.path("name").textValue());
        use.set("input", input(function.path("arguments")));
        return use;
    }

    /** The beginning of a tool call, which has no input yet. */
    static ObjectNode toolUse(String id, String idOtherwise, String name) {
        ObjectNode use = Json.typed("tool_use")
                .put("id", ToolIds.forAnthropic(id.isEmpty() ? idOtherwise : id))
                .put("name", name);
        use.putObject("input");
        return use;
    }

    private static JsonNode input(JsonNode arguments) {
        if (arguments.isObject()) {
            return arguments;
        }
        String text = arguments.asText("");
        try {
            JsonNode input = text.isBlank() ? Json.object() : Json.read(text);
            if (input.isObject()) {
                return input;
            }
        } catch (JsonProcessingException e) {
            // the same sentence
        }
        throw new Untranslatable("called a tool with arguments that are not a JSON object");
    }
}
