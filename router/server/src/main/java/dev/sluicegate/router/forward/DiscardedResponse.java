package dev.sluicegate.router.forward;

import dev.sluicegate.router.response.ResettableTimer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** An answer that does not go to the client. Used on one event loop only. */
final class DiscardedResponse {
    private static final long DISCARD_MILLIS = 1_000;

    private DiscardedResponse() {}

    /**
     * Nobody wants this answer.
     *
     * @param timer which is for nothing else any more
     * @param reset ends the connection
     */
    static void discard(HttpClientResponse head, ResettableTimer timer, Runnable reset) {
        String length = head.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.length() > 5) {
            reset.run();
            return;
        }
        timer.set(DISCARD_MILLIS, reset);
        head.exceptionHandler(_ -> timer.cancel());
        head.endHandler(_ -> timer.cancel());
        head.handler(_ -> {});
    }
}
