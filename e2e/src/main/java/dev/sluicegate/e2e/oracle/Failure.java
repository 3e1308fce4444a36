package dev.sluicegate.e2e.oracle;

/**
 * The reason why a client did not get to the end of a response.
 *
 * @param text what the client's library said
 */
public record Failure(Kind kind, String text) {
    /** The stage at which it failed. */
    public enum Kind {
        /** No connection could be opened. */
        NOT_CONNECTED("no connection"),
        /** The connection or the HTTP/2 stream ended before the response did. */
        CONNECTION_LOST("connection lost"),
        /** A protocol-correct error arrived inside a stream. */
        ERROR_EVENT("error event"),
        /** Nothing more came for much longer than the response should have taken. */
        TIMED_OUT("timed out"),
        /** Anything else, such as a response that cannot be parsed. */
        OTHER("failed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    @Override
    public String toString() {
        return kind.words + " (" + text + ")";
    }
}
