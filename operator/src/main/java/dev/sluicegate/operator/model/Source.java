package dev.sluicegate.operator.model;

/**
 * One value of a Secret or ConfigMap in the gateway's namespace.
 *
 * @param name the object's
 * @param key under which the value stands there
 */
public record Source(Kind kind, String name, String key) {
    /** What can hold a value, called as Kubernetes calls it. */
    public enum Kind {
        Secret,
        ConfigMap
    }
}
