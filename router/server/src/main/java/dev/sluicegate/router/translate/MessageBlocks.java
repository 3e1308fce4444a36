package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content blocks of a stream in Anthropic's protocol: numbered, and one after the other. */
final class MessageBlocks {
    private static final String NONE = "";

    private final EventWriter out;
    private String open = NONE;
    private final ReasoningDetails details = new ReasoningDetails();
    private int index = -1;

    MessageBlocks(EventWriter out) {
        this.out = out;
    }

    /** Adds to the block that is open, or to a new one if that is of another type. */
    void text(String type, String text) {
        if (!open.equals(type)) {
            ObjectNode block = Json.typed(type).put(type, "");
            if (type.equals("thinking")) {
                block.put("signature", "");
            }
            open(type, block);
        }
        delta(Json.typed(type + "_delta").put(type, text));
    }

    void openTool(ObjectNode toolUse) {
        open("tool_use", toolUse);
    }

    void toolInput(String fragment) {
        delta(Json.typed("input_json_delta").put("partial_json", fragment));
    }

    /** The number of the block that is opened next. */
    int next() {
        return index + 1;
    }

    /** Takes what the provider wants back with the reasoning in a delta. */
    void details(JsonNode delta) {
        details.add(delta);
    }

    /** The end of the last block; what has come for no thought gets a block of its own. */
    void finish() {
        close();
        if (!details.isEmpty()) {
            open("redacted_thinking", ThoughtSignature.block(details.take()));
            close();
        }
    }

    void close() {
        if (open.equals("thinking")) {
            delta(Json.typed("signature_delta").put("signature", ThoughtSignature.of(details.take())));
        }
        if (!open.equals(NONE)) {
            out.event(Json.typed("content_block_stop").put("index", index));
            open = NONE;
        }
    }

    private void open(String type, ObjectNode block) {
        close();
        open = type;
        index++;
        ObjectNode event = Json.typed("content_block_start").put("index", index);
        event.set("content_block", block);
        out.event(event);
    }

    private void delta(ObjectNode delta) {
        ObjectNode event = Json.typed("content_block_delta").put("index", index);
        event.set("delta", delta);
        out.event(event);
    }
}
