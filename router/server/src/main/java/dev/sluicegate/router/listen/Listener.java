package dev.sluicegate.router.listen;

import dev.sluicegate.router.config.ListenerSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The listener that clients come in by. The port can be closed and opened again, moved, and get other limits, without any harm to connections that
 * stand. Its methods are called one after the other, on one event loop.
 */
public final class Listener {
    private final Vertx vertx;
    private final ListeningTransport transport;
    private final ClientConnections connections;
    private final EventLoop acceptor;
    private final List<ClientServer> servers = new ArrayList<>();
    private ListenerSettings config;
    private int rounds;
    private @Nullable Port open;
    private @Nullable Port leaving;
    /** A change needs a restart: two sockets of one port cannot listen at all addresses and at one of them. */
    private final String address;

    private volatile int port;
    private volatile @Nullable HandOffChannel server;

    public Listener(Vertx vertx, ListeningTransport transport, ClientConnections connections) {
        this.vertx = vertx;
        this.transport = transport;
        this.connections = connections;
        this.config = connections.bounds();
        this.port = config.port();
        this.address = config.effectiveAddress();
        this.acceptor = ((VertxInternal) vertx).acceptorEventLoopGroup().next();
    }

    /** Opens the port for the first time, with one server on each of {@code loops} event loops; fails if the port is taken. */
    public Future<Integer> start(int loops, Supplier<Handler<HttpServerRequest>> handlers) {
        List<Future<String>> deployments = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            ClientServer deployed = new ClientServer(connections, handlers);
            servers.add(deployed);
            deployments.add(vertx.deployVerticle(deployed));
        }
        return Future.all(deployments).compose(_ -> newServers()).compose(_ -> open());
    }

    /** Opens the port, after {@link #close} or for the first time. */
    public Future<Integer> open() {
        return bind(port).map(bound -> {
            open = bound;
            port = bound.number();
            return port;
        });
    }

    /** Accepts no more connections. Completes when every connection that was accepted before is known. */
    public Future<Void> close() {
        Future<Void> closed = open == null ? Future.succeededFuture() : open.close();
        Future<Void> left = leaving == null ? Future.succeededFuture() : leaving.close();
        open = null;
        leaving = null;
        return Future.all(closed, left).mapEmpty();
    }

    /**
     * Listens as {@code next} says. A new port is open before the old one begins to close, for which it is given {@code settle}; a
     * connection from before goes on as it was, and is told to go with its next response if other limits hold now. Fails if the new
     * port is taken, and has changed nothing then.
     */
    public Future<Void> change(ListenerSettings next, Duration settle) {
        boolean moves = next.port() != config.port();
        boolean otherCodec = !next.maxHeaderSize().equals(config.maxHeaderSize())
                || next.maxStreamsPerConnection() != config.maxStreamsPerConnection();
        Future<Void> moved = moves ? move(next.port(), settle) : Future.succeededFuture();
        return moved.compose(_ -> {
            config = next;
            connections.bounds(next);
            return otherCodec ? newServers().onSuccess(_ -> connections.retire()) : Future.succeededFuture();
        });
    }

    private Future<Void> move(int number, Duration settle) {
        Port before = open;
        if (before == null) {
            // a drain has closed it
            port = number;
            return Future.succeededFuture();
        }
        return bind(number).compose(bound -> {
            open = bound;
            port = bound.number();
            Future<Void> earlier = leaving == null ? Future.succeededFuture() : leaving.close();
            leaving = before;
            vertx.setTimer(Math.max(1, settle.toMillis()), _ -> before.close());
            return earlier;
        });
    }

    /** Puts servers with the limits of now behind the port. Those from before keep the connections that they have, and cost nothing without. */
    private Future<Void> newServers() {
        String name = "clients-" + rounds++;
        // the first is the one that the others join
        Future<Void> listening = Future.succeededFuture();
        for (ClientServer each : servers) {
            listening = listening.compose(_ -> each.listenOnLoop(name));
        }
        return listening.onSuccess(_ -> server = transport.handOver(name));
    }

    private Future<Port> bind(int number) {
        InetSocketAddress at = address.equals(ListenerSettings.EVERYWHERE)
                // the wildcard of both families, where the machine has both
                ? new InetSocketAddress(number)
                : new InetSocketAddress(InetAddress.ofLiteral(address), number);
        return Port.open(transport.newServerChannel(), acceptor, at, connections, this::server);
    }

    private HandOffChannel server() {
        HandOffChannel now = server;
        if (now == null) {
            throw new IllegalStateException("no server was started");
        }
        return now;
    }

    public int port() {
        return port;
    }
}
