package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * OpenRouter's list of what a model has thought, which it wants back as it was, signatures and encrypted parts included. In a stream it
 * comes in fragments.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">Preserving reasoning</a>
 */
final class ReasoningDetails {
    static final String FIELD = "reasoning_details";

    /** More than any model thinks at once. What is longer does not go back, as if it had not come. */
    private static final int LARGEST = 8 << 20;

    private ArrayNode list = Json.array();
    private int size;

    /** The details in an answer that is whole. */
    static ReasoningDetails in(JsonNode message) {
        ReasoningDetails details = new ReasoningDetails();
        details.add(message);
        return details;
    }

    /** What came in fragments, as one list. */
    static ArrayNode whole(ArrayNode fragments) {
        return in(Json.object().set(FIELD, fragments)).take();
    }

    /** Takes those in a message or a delta. */
    void add(JsonNode message) {
        for (JsonNode each : message.path(FIELD)) {
            if (each instanceof ObjectNode detail) {
                size += Json.text(detail).length();
                add(detail.deepCopy());
            }
        }
        if (size > LARGEST) {
            list.removeAll();
        }
    }

    private void add(ObjectNode detail) {
        JsonNode last = list.path(list.size() - 1);
        String text = detail.path("type").asText().equals("reasoning.summary") ? "summary" : "text";
        boolean goesOn = last instanceof ObjectNode
                && isReadable(detail)
                && last.path("type").equals(detail.path("type"))
                && last.path("index").equals(detail.path("index"));
        if (!goesOn) {
            list.add(detail);
            return;
        }
        String whole = last.path(text).asText("") + detail.path(text).asText("");
        detail.propertyStream()
                .filter(field -> !field.getValue().isNull())
                .forEach(field -> ((ObjectNode) last).set(field.getKey(), field.getValue()));
        ((ObjectNode) last).put(text, whole);
    }

    private static boolean isReadable(JsonNode detail) {
        String type = detail.path("type").asText();
        return type.equals("reasoning.text") || type.equals("reasoning.summary");
    }

    /** Whether an element of some list is one of these. */
    static boolean isOne(JsonNode block) {
        return block.path("type").asText().startsWith("reasoning.");
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** Everything that has come since the last time. */
    ArrayNode take() {
        ArrayNode all = list;
        list = Json.array();
        return all;
    }
}
