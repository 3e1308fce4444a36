package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A text in the message that is being written, to which many items may add: to copy it with each addition would take time by its square. */
final class GrowingText {
    private final StringBuilder text = new StringBuilder();
    private String field = "";

    /** Adds to a message's field, which gets its place at once, after what comes between that and what is there. */
    void add(ObjectNode message, String to, String more, String between) {
        field = to;
        text.append(text.isEmpty() ? "" : between).append(more);
        if (!message.has(to)) {
            message.put(to, "");
        }
    }

    /** Nothing more will be added to the message. */
    void writeTo(ObjectNode message) {
        if (!field.isEmpty()) {
            message.put(field, text.toString());
            field = "";
            text.setLength(0);
        }
    }
}
