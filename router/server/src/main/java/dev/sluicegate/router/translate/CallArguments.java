package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The arguments of a function's call. OpenAI sends them as a text that is JSON; some send the object itself, or nothing. */
final class CallArguments {
    private CallArguments() {}

    /** As a text, or a part of one; empty if there are none. */
    static String of(JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return arguments.isContainerNode() ? Json.text(arguments) : arguments.asText("");
    }

    /** As the object that Anthropic's protocol wants. A text that is none becomes its only field, so that the client's tool can say so. */
    static ObjectNode object(JsonNode function) {
        String text = of(function);
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            if (Json.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // the same as for what is JSON and no object
        }
        return Json.object().put("arguments", text);
    }
}
