package dev.sluicegate.operator.apiserver;

/**
 * A failure of the API server's.
 *
 * @param write what fails, as {@link Write#toString} says it, or its beginning
 * @param code HTTP's
 * @param reason as in a Status: AlreadyExists, Conflict, Forbidden, Timeout …
 * @param cause the reason of the only cause in the Status; empty for none
 * @param committed true if the write is done all the same
 */
public record Fault(String write, int code, String reason, String cause, String message, boolean committed) {
    /** What a quota or an admission policy answers. */
    public static Fault quota(String write) {
        return new Fault(write, 403, "Forbidden", "", "exceeded quota: objects", false);
    }

    /** What every write in a namespace that is going gets. */
    public static Fault namespaceTerminating(String write) {
        return new Fault(write, 403, "Forbidden", "NamespaceTerminating", "the namespace is being terminated", false);
    }

    /** The object has changed meanwhile. */
    public static Fault conflict(String write) {
        return new Fault(write, 409, "Conflict", "", "the object has been modified", false);
    }

    /** The object or its namespace is not there. */
    public static Fault notFound(String write) {
        return new Fault(write, 404, "NotFound", "", "not found", false);
    }

    /** The write happens, and nobody hears of it. */
    public static Fault timeoutAfterCommit(String write) {
        return new Fault(write, 504, "Timeout", "", "the request timed out", true);
    }

    /** The API server fails. */
    public static Fault broken(String write) {
        return new Fault(write, 500, "InternalError", "", "etcd has no leader", false);
    }
}
