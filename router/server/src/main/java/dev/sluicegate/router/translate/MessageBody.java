package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Anthropic's message as OpenAI's chat completion. */
final class MessageBody {
    private MessageBody() {}

    /**
     * @param created in seconds since 1970, as Anthropic's protocol does not tell
     * @throws Untranslatable if the message is not one, or not one that a chat completion can say
     */
    static ObjectNode translate(JsonNode message, TokenUsage usage, long created) {
        if (!message.path("content").isArray()) {
            throw new Untranslatable("answered with something that is not a message");
        }
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        ArrayNode thinking = Json.array();
        ArrayNode calls = Json.array();
        for (JsonNode block : message.path("content")) {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText());
                case "thinking" -> {
                    reasoning.append(block.path("thinking").asText());
                    thinking.add(thinkingBlock(
                            block.path("thinking").asText(),
                            block.path("signature").asText()));
                }
                case "redacted_thinking" -> thinking.add(redactedBlock(block));
                case "tool_use" -> calls.add(toolCall(block));
                // an answer is not destroyed by what a client can't have asked for
                default -> {}
            }
        }
        ObjectNode said = said(text.toString(), reasoning.toString(), thinking, calls);
        ObjectNode completion = Json.object()
                .put("id", message.path("id").asText())
                .put("object", "chat.completion")
                .put("created", created)
                .put("model", message.path("model").asText());
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", said);
        choice.putNull("logprobs")
                .put("finish_reason", EndReason.of(message.path("stop_reason").asText(""), !calls.isEmpty()).openAi);
        completion.set("usage", usage.openAi());
        return completion;
    }

    private static ObjectNode said(String text, String reasoning, ArrayNode thinking, ArrayNode calls) {
        ObjectNode said = Json.object().put("role", "assistant");
        said.put("content", text.isEmpty() && !calls.isEmpty() ? null : text);
        said.putNull("refusal");
        if (!reasoning.isEmpty()) {
            said.put(ReasoningFields.NAME, reasoning);
        }
        if (!thinking.isEmpty()) {
            said.set("thinking_blocks", thinking);
        }
        if (!calls.isEmpty()) {
            said.set("tool_calls", calls);
        }
        return said;
    }

    /** What Anthropic wants back as it was; LiteLLM's clients know it by the same name. */
    static ObjectNode thinkingBlock(String thinking, String signature) {
        return Json.typed("thinking").put("thinking", thinking).put("signature", signature);
    }

    static ObjectNode redactedBlock(JsonNode block) {
        return Json.typed("redacted_thinking").put("data", block.path("data").asText());
    }

    private static ObjectNode toolCall(JsonNode block) {
        ObjectNode call = Json.object().put("id", block.path("id").asText()).put("type", "function");
        call.putObject("function")
                .put("name", block.path("name").asText())
                .put("arguments", Json.text(block.path("input").isObject() ? block.path("input") : Json.object()));
        return call;
    }
}
