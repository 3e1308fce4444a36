package dev.sluicegate.router.forward;

import dev.sluicegate.router.response.ResettableTimer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/** An answer that does not go to the client. Used on one event loop only. */
final class DiscardedResponse {
    /** What nobody wants is read, so that the connection can be used again, if it is no more than this. */
    private static final int WORTH_READING = 64 * 1024;

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

    /** Gives the beginning of an answer that is to be told in other words. */
    static void read(HttpClientResponse head, Consumer<Buffer> beginning) {
        Buffer body = Buffer.buffer();
        head.handler(bytes -> {
            if (body.length() < WORTH_READING) {
                body.appendBuffer(bytes);
            }
        });
        head.endHandler(_ -> beginning.accept(body));
    }
}
