package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** OpenAI's chat completion as Anthropic's message. */
final class CompletionBody {
    private CompletionBody() {}

    /** @throws Untranslatable if the completion is not one, or not one that a message can say */
    static ObjectNode translate(JsonNode completion, TokenUsage usage, String requestId) {
        JsonNode choice = completion.path("choices").path(0);
        JsonNode said = choice.path("message");
        if (!said.isObject()) {
            throw new Untranslatable("answered with something that is not a chat completion");
        }
        String id = Json.textOr(completion.path("id"), requestId);
        ObjectNode message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", completion.path("model").asText());
        ArrayNode content = message.putArray("content");
        boolean refused = false;
        ReasoningDetails details = ReasoningDetails.in(said);
        for (AnswerContent.Piece piece : AnswerContent.of(said)) {
            refused |= piece.kind() == AnswerContent.Kind.REFUSAL;
            content.add(
                    piece.kind() == AnswerContent.Kind.REASONING
                            ? Json.typed("thinking")
                                    .put("thinking", piece.text())
                                    .put("signature", ThoughtSignature.of(details.take()))
                            : Json.typed("text").put("text", piece.text()));
        }
        if (!details.isEmpty()) {
            content.insert(0, ThoughtSignature.block(details.take()));
        }
        boolean calls = false;
        CallIds ids = new CallIds();
        for (JsonNode call : said.path("tool_calls")) {
            content.add(toolUse(call, ids, id + "_" + content.size()));
            calls = true;
        }
        EndReason reason = EndReason.of(choice.path("finish_reason").asText(""), calls);
        message.put("stop_reason", refused ? EndReason.REFUSED.anthropic : reason.anthropic);
        message.putNull("stop_sequence");
        message.set("usage", usage.anthropic());
        return message;
    }

    private static ObjectNode toolUse(JsonNode call, CallIds ids, String idOtherwise) {
        JsonNode function = call.path("function");
        if (!function.path("name").isTextual()) {
            throw new Untranslatable("called a tool without naming a function");
        }
        String id = ids.of(call.path("id").asText(""), CarriedContent.of(call), idOtherwise);
        ObjectNode use = toolUse(id, function.path("name").textValue());
        use.set("input", CallArguments.object(function));
        return use;
    }

    /** The beginning of a tool call, which has no input yet. */
    static ObjectNode toolUse(String id, String name) {
        ObjectNode use =
                Json.typed("tool_use").put("id", ToolIds.forAnthropic(id)).put("name", name);
        use.putObject("input");
        return use;
    }
}
