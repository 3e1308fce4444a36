package dev.sluicegate.router.response;

import java.time.Duration;

/** The connection that a response goes out on, as far as it asks something of it. Called on the connection's event loop only. */
public interface ResponseConnection {
    /**
     * Whether the response whose head is about to be written is the connection's last. If this says so, the connection is closed
     * after the response.
     *
     * @param mustBe whether the connection cannot be used again in any case
     */
    boolean isLastResponse(boolean mustBe);

    /** How long the client may take nothing of what is written. */
    Duration patience();

    /** A request's response is over, and written out if it could be. */
    void responseOver();

    /** Breaks the connection off after what was written, so that the client sees an incomplete response. HTTP/1.1 only. */
    void breakOff();
}
