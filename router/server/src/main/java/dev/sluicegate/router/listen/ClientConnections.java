package dev.sluicegate.router.listen;

import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.drain.ConnectionRule;
import dev.sluicegate.router.tls.ServerTls;
import dev.sluicegate.router.tls.WatchedFiles;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Every connection of every client, from its acceptance on, so also those that have not sent anything yet. Safe for any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, which are also what they were called on
public final class ClientConnections {
    private static final AttributeKey<ClientConnection> KEY =
            AttributeKey.valueOf(ClientConnection.class, "connection");

    /** Beyond the limit this many more are accepted at a time, to be told so; the others are closed without a word. */
    private static final int REFUSED_POLITELY = 1_000;

    private final Set<ClientConnection> all = ConcurrentHashMap.newKeySet();
    private volatile ConnectionRule.ConnectionState situation = ConnectionRule.ConnectionState.OPEN;
    private final RejectedConnections refusals = new RejectedConnections();
    private final AtomicInteger beingRefused = new AtomicInteger();
    private volatile Runnable afterClose = () -> {};
    private volatile ListenerSettings bounds;
    private volatile @Nullable WatchedFiles<ServerTls> tls;

    /** @param tls null if connections are not encrypted */
    public ClientConnections(ListenerSettings bounds, @Nullable WatchedFiles<ServerTls> tls) {
        this.bounds = bounds;
        this.tls = tls;
    }

    /** For connections that come from now on. */
    public void tls(@Nullable WatchedFiles<ServerTls> now) {
        tls = now;
    }

    /** From now on. */
    public void bounds(ListenerSettings now) {
        bounds = now;
    }

    ListenerSettings bounds() {
        return bounds;
    }

    /** What was turned away before it was a request. */
    public RejectedConnections refusals() {
        return refusals;
    }

    /** A connection that has never carried a request must hurry as if its head had begun. */
    Duration longestIdle(boolean used) {
        Duration idle = bounds.idleTimeout();
        Duration head = bounds.headerTimeout();
        return used || idle.compareTo(head) < 0 ? idle : head;
    }

    /** Called after a connection has closed, on its event loop. */
    public void afterClose(Runnable listener) {
        afterClose = listener;
    }

    public int count() {
        return all.size();
    }

    /** Makes every connection act on a new situation, each on its own event loop. */
    public void situation(ConnectionRule.ConnectionState now) {
        situation = now;
        all.forEach(connection -> connection.channel().eventLoop().execute(connection::review));
    }

    ConnectionRule.ConnectionState situation() {
        return situation;
    }

    /** Asks the clients of all connections to open new ones, in time and without harm to any request. */
    void retire() {
        all.forEach(connection -> connection.channel().eventLoop().execute(connection::retire));
    }

    /** To be called from time to time: closes what has been silent for too long. */
    public void sweep() {
        long now = System.nanoTime();
        for (ClientConnection connection : all) {
            if (connection.isOverdue(now)) {
                connection.channel().eventLoop().execute(connection::closeIfOverdue);
            }
        }
    }

    /**
     * Takes a channel in that was just accepted and has no event loop yet.
     *
     * @return false if it was closed, because there are far too many
     */
    boolean accept(Channel channel) {
        int limit = bounds.maxConnections();
        if (all.size() < limit) {
            ClientConnection connection = new ClientConnection(channel, this);
            channel.attr(KEY).set(connection);
            channel.pipeline().addFirst(new ConnectionGuard(connection));
            ClientTls.addTo(channel, tls);
            return true;
        }
        refusals.add(RejectedConnections.Reason.TOO_MANY_CONNECTIONS);
        if (beingRefused.get() >= REFUSED_POLITELY) {
            channel.unsafe().closeForcibly();
            return false;
        }
        beingRefused.incrementAndGet();
        channel.closeFuture().addListener(_ -> beingRefused.decrementAndGet());
        channel.pipeline().addFirst(new ConnectionLimitHandler(limit));
        ClientTls.addTo(channel, tls);
        return true;
    }

    /** Counts an accepted channel, once it has its event loop. */
    void enter(Channel channel) {
        ClientConnection connection = channel.attr(KEY).get();
        if (connection != null && all.add(connection)) {
            channel.closeFuture().addListener(_ -> {
                all.remove(connection);
                afterClose.run();
            });
        }
    }

    /** The record of a connection whose request is being served. */
    public static ClientConnection serving(HttpServerRequest request) {
        return of(request.connection());
    }

    /** The record of a connection that came in by {@link #accept}. */
    public static ClientConnection of(HttpConnection connection) {
        return Objects.requireNonNull(channel(connection).attr(KEY).get());
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }
}
