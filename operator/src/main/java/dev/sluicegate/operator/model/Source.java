package dev.sluicegate.operator.model;

import dev.sluicegate.router.config.gateway.SecretReference;

/**
 * One value of a Secret or ConfigMap in the gateway's namespace.
 *
 * @param name the object's
 * @param key under which the value stands there
 */
public record Source(SecretReference.Kind kind, String name, String key) {
    /** As people call it: {@code key api-key of Secret openai}. */
    public String text() {
        return "key " + key + " of " + kind + " " + name;
    }
}
