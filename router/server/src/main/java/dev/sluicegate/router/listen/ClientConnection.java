package dev.sluicegate.router.listen;

import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.drain.ConnectionRule;
import dev.sluicegate.router.drain.DrainPhase;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ResponseConnection;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's connection. Used on its event loop only. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // Netty's: when a connection that is going away fails, there is nobody to tell
public final class ClientConnection implements ResponseConnection {
    /** How long a client that was told may take to close its side, before we close ours without its consent. */
    private static final long FAREWELL_MILLIS = 1_000;

    private static final int ANY_STREAM = Integer.MAX_VALUE;
    private static final int LAST_STREAM_SEEN = -1;
    private static final long HTTP2_NO_ERROR = 0;

    private final Channel channel;
    private final ClientConnections connections;
    private @Nullable HttpConnection http;
    private boolean used;
    private boolean told;
    private boolean retiring;
    private boolean leaving;
    private int arrivals;
    private int inFlight;
    private long idleSince = System.nanoTime();
    private boolean headBegun;
    private long headSince;
    private @Nullable Consumer<Throwable> onMalformedBody;
    private @Nullable Future<?> nextReview;

    ClientConnection(Channel channel, ClientConnections connections) {
        this.channel = channel;
        this.connections = connections;
    }

    /** The protocol has been recognised. */
    void speaks(HttpConnection connection) {
        http = connection;
        review();
    }

    /** @return false if the connection is being closed, so that no response could be sent */
    public boolean requestArrived() {
        if (leaving) {
            return false;
        }
        used = true;
        headBegun = false;
        arrivals++;
        inFlight++;
        if (isHttp2()) {
            review();
        }
        return true;
    }

    @Override
    public boolean isLastResponse(boolean mustBe) {
        told |= mustBe || retiring || connections.situation().phase() != DrainPhase.OPEN;
        return told;
    }

    @Override
    public Duration patience() {
        return bounds().idleTimeout();
    }

    @Override
    public void responseOver() {
        inFlight--;
        idleSince = System.nanoTime();
        review();
    }

    @Override
    public void breakOff() {
        closeGently();
    }

    public ListenerSettings bounds() {
        return connections.bounds();
    }

    /** How many requests have come. */
    int arrivals() {
        return arrivals;
    }

    /** Whether it is known which protocol the client speaks. */
    boolean isRecognised() {
        return http != null;
    }

    /** Whether what still comes is of no interest to anybody. */
    boolean isDeaf() {
        return leaving && !isHttp2();
    }

    /** Something came that did not complete a request's head. */
    void bytesWithoutRequest() {
        if (inFlight == 0 && !headBegun && !isHttp2()) {
            headBegun = true;
            headSince = System.nanoTime();
        }
    }

    /** How a body that HTTP's codec cannot go on reading is answered; null when none is being read. HTTP/1.1 reads one at a time. */
    public void onMalformedBody(@Nullable Consumer<Throwable> action) {
        onMalformedBody = action;
    }

    /** HTTP/1.1's codec cannot read what came. */
    void malformed(Throwable cause) {
        Consumer<Throwable> action = onMalformedBody;
        if (leaving) {
            return;
        }
        if (action != null) {
            onMalformedBody = null;
            action.accept(cause);
        } else {
            close();
        }
    }

    /** The client and we do not come to speak TLS with each other. */
    void handshakeFailed() {
        if (!leaving) {
            connections.refusals().add(RejectedConnections.Reason.TLS_HANDSHAKE);
            close();
        }
    }

    /** What came has been refused, with an answer that is on its way; nothing else will be said here. */
    void refused(RejectedConnections.Reason reason) {
        connections.refusals().add(reason);
        if (!leaving) {
            closeGently();
        }
    }

    /** Closes the connection if a request's head, or the next request, has been awaited for too long. */
    void closeIfOverdue() {
        if (leaving || !isOverdue(System.nanoTime())) {
            return;
        }
        if (!headBegun) {
            close();
            return;
        }
        channel.pipeline()
                // what it writes passes TLS only
                .context(ConnectionGuard.class)
                .writeAndFlush(RawResponse.http1(new ApiError(
                        ApiError.Kind.REQUEST_TIMEOUT,
                        "the request's head did not arrive within listener.headerTimeout")));
        refused(RejectedConnections.Reason.HEAD_TIMEOUT);
    }

    /** For any thread, which may see an old value; to be asked again on the event loop. */
    boolean isOverdue(long now) {
        if (inFlight > 0) {
            return false;
        }
        return headBegun
                ? now - headSince >= connections.bounds().headerTimeout().toNanos()
                : now - idleSince >= connections.longestIdle(used).toNanos();
    }

    void close() {
        leaving = true;
        channel.close();
    }

    Channel channel() {
        return channel;
    }

    /** Does what the drain asks of this connection now. */
    void review() {
        if (nextReview != null) {
            nextReview.cancel(false);
            nextReview = null;
        }
        if (leaving) {
            return;
        }
        long now = System.nanoTime();
        ConnectionRule.Connection view = new ConnectionRule.Connection(isHttp2(), used, told, inFlight, idleSince);
        switch (ConnectionRule.next(view, connections.situation(), now)) {
            case ConnectionRule.Step.Keep() -> {}
            case ConnectionRule.Step.LookAgain(long at) ->
                nextReview = channel.eventLoop().schedule(this::review, at - now, TimeUnit.NANOSECONDS);
            case ConnectionRule.Step.Tell() -> tell();
            case ConnectionRule.Step.CloseAfterLastResponse() -> closeGently();
            case ConnectionRule.Step.CloseIdle() -> close();
        }
    }

    /** The client is to open a new connection for its next request but one, at the latest. */
    void retire() {
        retiring = true;
        if (isHttp2() && !told && !leaving) {
            tell();
        }
    }

    private void tell() {
        told = true;
        goAway(ANY_STREAM);
        review();
    }

    /** Says FIN and waits for the client's, since closing with something unread would make it RST, which destroys what the client has not read yet. */
    private void closeGently() {
        leaving = true;
        if (isHttp2()) {
            goAway(LAST_STREAM_SEEN);
        }
        // an empty write, so that what was written before it has left
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ClientTls.shutdownOutput(channel));
        Future<?> end = channel.eventLoop().schedule((Runnable) channel::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> end.cancel(false));
    }

    @SuppressWarnings("deprecation") // what is to replace it closes the connection as well
    private void goAway(int lastStream) {
        if (http != null) {
            http.goAway(HTTP2_NO_ERROR, lastStream);
        }
    }

    boolean isHttp2() {
        return http != null && http.protocolVersion() == HttpVersion.HTTP_2;
    }
}
