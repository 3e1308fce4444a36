package dev.sluicegate.router.response;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Says comments to a client whose stream is silent, so that nothing on the way takes the connection for a dead one. One that goes before
 * the stream is also the response's head, so what goes wrong later can be told by an event only. Used on one event loop only.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes">Comments against time-outs</a>
 */
public final class Heartbeat {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    private final ClientResponse client;
    private final ResettableTimer timer;
    private final long everyMillis;
    private BooleanSupplier mayComment = () -> true;
    private boolean begun;

    /** @param every zero is never */
    public Heartbeat(Vertx vertx, ClientResponse client, Duration every) {
        this.client = client;
        this.everyMillis = every.toMillis();
        this.timer = new ResettableTimer(vertx);
    }

    public void start() {
        if (everyMillis > 0) {
            timer.set(everyMillis, this::beat);
        }
    }

    /** Whether the client has got one. */
    public boolean hasBegun() {
        return begun;
    }

    /**
     * An answer goes to the client from now on: comments go between its events, where none has come for as long. A model that reasons
     * may be silent for minutes in the middle of a stream.
     *
     * @param mayComment whether one may be written now
     */
    public void between(BooleanSupplier mayComment) {
        this.mayComment = mayComment;
        client.beatenBy(this);
        start();
    }

    public void stop() {
        timer.cancel();
    }

    private void beat() {
        if (client.isOver()) {
            return;
        }
        if (!mayComment.getAsBoolean()) {
            start();
            return;
        }
        if (!client.headSent()) {
            begun = true;
            client.beginHead(200)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .setChunked(true);
        }
        client.writeComment(COMMENT);
        start();
    }
}
