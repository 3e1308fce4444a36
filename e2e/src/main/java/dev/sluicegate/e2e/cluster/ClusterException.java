package dev.sluicegate.e2e.cluster;

/** A cluster did not do what it should. Its message is for the person who runs the tests. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
