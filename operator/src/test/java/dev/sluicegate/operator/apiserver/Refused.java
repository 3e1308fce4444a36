package dev.sluicegate.operator.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer that is no success. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final transient ObjectNode status;

    /** @param cause empty for none */
    Refused(int code, String reason, String cause, String message) {
        super(message);
        this.code = code;
        this.status = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("code", code)
                .put("reason", reason)
                .put("message", message);
        if (!cause.isEmpty()) {
            status.putObject("details")
                    .putArray("causes")
                    .addObject()
                    .put("reason", cause)
                    .put("message", message)
                    .put("field", "");
        }
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }
}
