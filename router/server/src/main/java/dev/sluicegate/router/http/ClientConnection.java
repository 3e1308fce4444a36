package dev.sluicegate.router.http;

import dev.sluicegate.router.drain.ConnectionRule;
import dev.sluicegate.router.drain.DrainPhase;
import dev.sluicegate.router.stream.Wire;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's connection. Used on its event loop only. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // Netty's: when a connection that is going away fails, there is nobody to tell
final class ClientConnection implements Wire {
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
    private boolean leaving;
    private int inFlight;
    private long idleSince = System.nanoTime();
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

    /** @return false if the connection is being closed, so that no reply could be sent */
    boolean requestArrived() {
        if (leaving) {
            return false;
        }
        used = true;
        inFlight++;
        if (isHttp2()) {
            review();
        }
        return true;
    }

    @Override
    public boolean isLastResponse(boolean mustBe) {
        told |= mustBe || connections.situation().phase() != DrainPhase.OPEN;
        return told;
    }

    @Override
    public void replyOver() {
        inFlight--;
        idleSince = System.nanoTime();
        review();
    }

    @Override
    public void breakOff() {
        closeGently();
    }

    /** Whether nothing has been under way for {@code nanos}. */
    boolean idleFor(long nanos) {
        return inFlight == 0 && System.nanoTime() - idleSince >= nanos;
    }

    boolean used() {
        return used;
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
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ((SocketChannel) channel).shutdownOutput());
        Future<?> end = channel.eventLoop().schedule((Runnable) channel::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> end.cancel(false));
    }

    @SuppressWarnings("deprecation") // what is to replace it closes the connection as well
    private void goAway(int lastStream) {
        if (http != null) {
            http.goAway(HTTP2_NO_ERROR, lastStream);
        }
    }

    private boolean isHttp2() {
        return http != null && http.protocolVersion() == HttpVersion.HTTP_2;
    }
}
