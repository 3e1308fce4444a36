package dev.sluicegate.router.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The port that clients come in by. It can be closed and opened again without any harm to connections that stand. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's, which are also what they were called on
public final class Listener {
    private final Vertx vertx;
    private final ListeningTransport transport;
    private final ClientConnections connections;
    private final List<ClientServer> servers = new ArrayList<>();
    private volatile int port;

    /** @param port 0 for a free one */
    public Listener(Vertx vertx, ListeningTransport transport, ClientConnections connections, int port) {
        this.vertx = vertx;
        this.transport = transport;
        this.connections = connections;
        this.port = port;
    }

    /** Opens the port for the first time, with one server on each of {@code loops} event loops; fails if the port is taken. */
    public Future<Integer> start(int loops, Supplier<Handler<HttpServerRequest>> handlers) {
        List<Future<String>> deployments = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            ClientServer server = new ClientServer(connections, handlers);
            servers.add(server);
            deployments.add(vertx.deployVerticle(server));
        }
        return Future.all(deployments).compose(_ -> open());
    }

    /** Opens the port, after {@link #close} or for the first time. */
    public Future<Integer> open() {
        try {
            port = port == 0 ? freePort() : port;
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        // the first binds, the others join it
        Future<Integer> bound = servers.getFirst().listenOnLoop(port);
        for (ClientServer server : servers.subList(1, servers.size())) {
            bound = bound.compose(number -> server.listenOnLoop(port).map(number));
        }
        return bound.map(number -> {
            port = number;
            transport.listeners(number).forEach(listener -> listener.pipeline().addFirst(new Acceptance(connections)));
            return number;
        });
    }

    /** Vert.x's servers share a port only if it has a number before the first of them binds it. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Accepts no more connections. Completes when every connection that was accepted before is known. */
    public Future<Void> close() {
        List<Future<?>> closing = new ArrayList<>();
        for (ServerChannel listener : transport.listeners(port)) {
            Promise<Void> closed = Promise.promise();
            listener.close().addListener(_ -> closed.complete());
            closing.add(closed.future());
        }
        return Future.all(closing).mapEmpty();
    }

    public int port() {
        return port;
    }

    /** Enters each connection at its acceptance, whether or not it ever sends anything, and turns away those that are too many. */
    private static final class Acceptance extends ChannelInboundHandlerAdapter {
        private final ClientConnections connections;

        Acceptance(ClientConnections connections) {
            this.connections = connections;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (!(accepted instanceof Channel channel)) {
                context.fireChannelRead(accepted);
            } else if (connections.accept(channel)) {
                // this gives the channel its event loop
                context.fireChannelRead(channel);
                connections.enter(channel);
            }
        }
    }
}
