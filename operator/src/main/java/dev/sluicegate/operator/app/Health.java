package dev.sluicegate.operator.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of {@code /health}: each namespace, and why it is not looked after. */
final class Health {
    private Health() {}

    /** {@code {"status":"ok"|"degraded","namespaces":{"ai":"ok"}}}. */
    static String json(WatchedNamespaces namespaces) {
        boolean good = namespaces.wanted().stream()
                .allMatch(it -> namespaces.problem(it).isEmpty());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", good ? "ok" : "degraded");
        ObjectNode each = body.putObject("namespaces");
        namespaces.wanted().forEach(it -> each.put(it, namespaces.problem(it).orElse("ok")));
        return body + "\n";
    }
}
