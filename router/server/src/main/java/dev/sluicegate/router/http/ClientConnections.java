package dev.sluicegate.router.http;

import dev.sluicegate.router.drain.ConnectionRule;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every connection of every client, from its acceptance on, so also those that have not sent anything yet. Safe for any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, which are also what they were called on
public final class ClientConnections {
    private static final AttributeKey<ClientConnection> KEY =
            AttributeKey.valueOf(ClientConnection.class, "connection");

    /** Longer than the clients' own (OkHttp's is 5 min), so that they close first and no request meets our close. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(6);

    /** For a connection on which no complete request has come yet. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Set<ClientConnection> all = ConcurrentHashMap.newKeySet();
    private volatile ConnectionRule.Situation situation = ConnectionRule.Situation.OPEN;
    private volatile Runnable afterClose = () -> {};

    /** Called after a connection has closed, on its event loop. */
    public void afterClose(Runnable listener) {
        afterClose = listener;
    }

    public int count() {
        return all.size();
    }

    /** Makes every connection act on a new situation, each on its own event loop. */
    public void situation(ConnectionRule.Situation now) {
        situation = now;
        all.forEach(connection -> connection.channel().eventLoop().execute(connection::review));
    }

    ConnectionRule.Situation situation() {
        return situation;
    }

    /** To be called from time to time: closes what has been silent for too long. */
    public void sweep() {
        all.forEach(connection -> connection.channel().eventLoop().execute(() -> {
            Duration longest = connection.used() ? LONGEST_IDLE : LONGEST_SILENCE;
            if (connection.idleFor(longest.toNanos())) {
                connection.close();
            }
        }));
    }

    /** The record of an accepted channel; made at the first call, once the channel has its event loop. */
    ClientConnection of(Channel channel) {
        ClientConnection known = channel.attr(KEY).get();
        return known == null ? enter(channel) : known;
    }

    /** The record of the connection that a request came on. */
    ClientConnection of(HttpConnection connection) {
        return of(((ConnectionBase) connection).channel());
    }

    private ClientConnection enter(Channel channel) {
        ClientConnection connection = new ClientConnection(channel, this);
        ClientConnection before = channel.attr(KEY).setIfAbsent(connection);
        if (before != null) {
            return before;
        }
        all.add(connection);
        channel.closeFuture().addListener(_ -> {
            all.remove(connection);
            afterClose.run();
        });
        return connection;
    }
}
