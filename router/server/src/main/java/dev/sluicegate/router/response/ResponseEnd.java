package dev.sluicegate.router.response;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * The writing of a response's last bytes to a client that may have stopped to read: nothing else would end the request then, and what it holds
 * would be held for ever. Used on the request's event loop only.
 */
final class ResponseEnd {
    /** By these it shows whether the client still takes something. */
    private static final int PIECE = 64 * 1024;

    private ResponseEnd() {}

    /**
     * Ends the response.
     *
     * @param patience how long the client may take nothing
     * @param tooSlow run when it has taken nothing for so long
     * @return done when the client's socket has taken all
     */
    static Future<Void> write(
            Vertx vertx, HttpServerResponse response, Buffer last, Duration patience, Runnable tooSlow) {
        ResettableTimer timer = new ResettableTimer(vertx);
        int at = 0;
        if (last.length() > PIECE) {
            tellLength(response, last.length());
            for (; last.length() - at > PIECE; at += PIECE) {
                response.write(last.slice(at, at + PIECE)).onSuccess(_ -> timer.set(patience.toMillis(), tooSlow));
            }
        }
        Future<Void> all = response.end(at == 0 ? last : last.slice(at, last.length()));
        if (!all.isComplete()) {
            timer.set(patience.toMillis(), tooSlow);
        }
        return all.onComplete(_ -> timer.cancel());
    }

    /** Runs {@code then} once: when something has been written, or will not be within the client's patience. */
    static void await(Vertx vertx, Future<Void> written, Duration patience, Runnable then) {
        Promise<Void> over = Promise.promise();
        ResettableTimer timer = new ResettableTimer(vertx);
        timer.set(patience.toMillis(), over::tryComplete);
        over.future().onComplete(_ -> {
            timer.cancel();
            then.run();
        });
        written.onComplete(_ -> over.tryComplete());
    }

    /** As Vert.x does where a response is written at once. */
    private static void tellLength(HttpServerResponse response, int length) {
        if (!response.headWritten() && !response.isChunked()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
        }
    }
}
