package dev.sluicegate.router.response;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.translate.CallRepair;
import dev.sluicegate.router.translate.ResponseCodec;
import dev.sluicegate.router.translate.Translation;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's answer on its way to the client: through a pipe, in as few writes as reads, no faster than the client takes it. The
 * client's head goes out with the first bytes and not before. Used on the request's event loop only.
 */
public final class ResponseWriter {
    /** A write to the client becomes its own packet, so a large read need not wait for its end. */
    private static final int FLUSH_SIZE = 64 * 1024;

    /**
     * So many bytes that the client's socket has not taken hold the upstream back. Vert.x's own write queue is full only when sixteen writes wait,
     * however large they are.
     */
    private static final int MOST_UNWRITTEN = 128 * 1024;

    private final Consumer<Runnable> afterRead;
    private final ClientResponse client;
    private final MultiMap headers;
    private final ResponsePipe pipe;
    private final @Nullable ResponseCodec codec;
    private final int status;
    private final boolean events;
    private final boolean nothingHelps;
    private final Flow flow;
    private final Runnable flushLater = this::flushScheduled;
    private boolean begun;
    private boolean flushScheduled;
    private int unwritten;
    private boolean paused;
    private boolean over;

    /** The listener through which the writer's owner learns how the answer flows. */
    public interface Flow {
        /** The client is about to get the first byte. */
        void begins();

        /** The client takes nothing more for now, so nothing more shall come. */
        void stopped();

        /** It does again. */
        void flows();
    }

    /**
     * @param afterRead runs a task on the event loop when what one read brings has been accepted
     * @param headers of the upstream's answer that are for the client
     * @param status what the client gets, which is not always the head's: some providers report errors with status 200
     * @param events whether the answer is a stream of events
     * @param nothingHelps whether the client shall not repeat the request
     * @param translation null if client and upstream speak the same protocol
     * @param hidden knows of the usage that the client shall not see; null if it shall see all
     * @param repair of what passes through; null if nothing is known to be wrong with it
     */
    public ResponseWriter(
            Consumer<Runnable> afterRead,
            ClientResponse client,
            MultiMap headers,
            int status,
            boolean events,
            boolean nothingHelps,
            @Nullable Translation translation,
            @Nullable Meter hidden,
            @Nullable CallRepair repair,
            Flow flow) {
        this.afterRead = afterRead;
        this.client = client;
        this.headers = headers;
        this.status = status;
        this.events = events;
        this.nothingHelps = nothingHelps;
        this.flow = flow;
        Protocol protocol = client.protocol();
        if (translation != null) {
            codec = translation.response(new Translation.Head(
                    status, events, client.requestId(), Instant.now().getEpochSecond()));
            pipe = new TranslatingPipe(codec, events);
        } else if (status >= 400 && !events && !headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            codec = Translation.errorInItsOwnProtocol(protocol.api(), status, client.requestId());
            pipe = new TranslatingPipe(codec, false);
        } else {
            codec = null;
            pipe = events
                    ? new CompletingPipe(PassThroughPipe.ofEvents(protocol, hidden, repair), protocol)
                    : PassThroughPipe.ofBytes();
        }
    }

    /** Whether the client has got a byte of this answer. */
    public boolean begun() {
        return begun;
    }

    public void accept(Buffer bytes) {
        pipe.accept(bytes);
        if (pipe.problem() != null) {
            return;
        }
        if (pipe.ready() >= FLUSH_SIZE) {
            flush();
        } else if (!flushScheduled && pipe.ready() > 0) {
            flushScheduled = true;
            afterRead.accept(flushLater);
        }
    }

    private void flushScheduled() {
        flushScheduled = false;
        if (!over) {
            flush();
        }
    }

    /** Why the answer cannot be passed on, as what follows "the provider "; null as long as it can. */
    public @Nullable String problem() {
        return pipe.problem();
    }

    /** The upstream's answer has ended as HTTP sees it; whether it may end here as its protocol sees it. */
    public boolean mayEnd() {
        pipe.finish();
        return pipe.mayEnd();
    }

    /** What goes to the client is not as long as what the provider has sent. To be called before the first byte. */
    public void dropLength() {
        headers.remove(HttpHeaders.CONTENT_LENGTH);
    }

    /** Whether it is a stream, and its terminator is among what goes to the client. */
    public boolean isWhole() {
        return pipe.isWhole();
    }

    /** The good end of a stream that is whole, whatever has followed. */
    public void endWell() {
        flush();
        over = true;
        client.end(Buffer.buffer());
    }

    /** The good end, after {@link #mayEnd}. */
    public void end() {
        boolean atOnce = !begun;
        begin();
        over = true;
        Buffer last = pipe.takeAll();
        if (events && atOnce && !client.headSent()) {
            // as two writes, since a response in one gets a length, and an event stream has none
            client.write(last);
            last = Buffer.buffer();
        }
        client.end(last);
    }

    /** Whether a comment may go to the client now, after what it has got of this answer. */
    public boolean mayComment() {
        return begun && !over && !paused && events && pipe.betweenEvents();
    }

    /** Nothing more of the answer goes to the client after what is whole now. Returns whether an event may follow that. */
    public boolean breakOff() {
        if (begun && !over) {
            flush();
        }
        over = true;
        return begun && pipe.betweenEvents();
    }

    /** Nothing more goes to the client. */
    public void stop() {
        over = true;
    }

    private void flush() {
        Buffer ready = pipe.take();
        if (ready == null) {
            return;
        }
        begin();
        int length = ready.length();
        unwritten += length;
        client.write(ready).onComplete(_ -> written(length));
        if (unwritten >= MOST_UNWRITTEN && !paused) {
            paused = true;
            flow.stopped();
        }
    }

    private void written(int length) {
        unwritten -= length;
        if (paused && !over && unwritten <= MOST_UNWRITTEN / 2) {
            paused = false;
            flow.flows();
        }
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        flow.begins();
        if (client.headSent()) {
            // a heartbeat has gone before
            return;
        }
        HttpServerResponse toClient = client.beginHead(status);
        toClient.headers().addAll(headers);
        if (codec != null) {
            toClient.putHeader(HttpHeaders.CONTENT_TYPE, codec.contentType());
        }
        if (codec != null || events) {
            // Not the provider's: what the client gets is not what the provider has sent, be it by a comment, and
            // whatever is missing in its length would be taken from the connection's next answer (RFC 9112,
            // section 11.2).
            toClient.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        // a body that a codec gives out comes as a whole, so its length is known by then
        toClient.setChunked(events || (codec == null && !toClient.headers().contains(HttpHeaders.CONTENT_LENGTH)));
        if (status >= 400) {
            RetryHeaders.forClient(toClient.headers(), nothingHelps);
        }
    }
}
