package dev.sluicegate.router.listen;

import dev.sluicegate.router.config.ListenerSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP server of one event loop: HTTP/1.1, and HTTP/2 with prior knowledge or by upgrade, on one port. */
final class ClientServer extends VerticleBase {
    private static final int LONGEST_REQUEST_LINE = 8 * 1024;
    private static final int READ_WINDOW = 1 << 20;

    /**
     * In 30 s. Vert.x's 200 are soon reached by a proxy in front of us whose users cancel, and the connection with all its other streams
     * would be the price; a rapid reset attack does as many in a few milliseconds.
     */
    private static final int MOST_RESETS = 5_000;

    private static final int RESETS_COUNTED_SECONDS = 30;

    /** In a row, of one head (CVE-2024-27316); what is large counts against the limit of headers. */
    private static final int MOST_SMALL_CONTINUATIONS = 16;

    private final ClientConnections connections;
    private final Supplier<Handler<HttpServerRequest>> handlers;
    private @Nullable Handler<HttpServerRequest> handler;

    /** @param handlers asked once, on the event loop */
    ClientServer(ClientConnections connections, Supplier<Handler<HttpServerRequest>> handlers) {
        this.connections = connections;
        this.handlers = handlers;
    }

    @Override
    public Future<?> start() {
        handler = handlers.get();
        return Future.succeededFuture();
    }

    /** Joins the others that have this name, or is the first with it. It can be done again with another name, when the limits have changed. */
    private Future<Void> listen(String name) {
        ListenerSettings bounds = connections.bounds();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setMaxHeaderSize((int) bounds.maxHeaderSize().bytes())
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxChunkSize(Port.LARGEST_READ)
                .setHandle100ContinueAutomatically(true)
                // there are no WebSockets; Netty's handler for them throws away what is pipelined, with a stack trace
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(true)
                .setHttp2ConnectionWindowSize(READ_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
                .setHttp2RstFloodWindowDuration(RESETS_COUNTED_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(MOST_SMALL_CONTINUATIONS)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(bounds.maxStreamsPerConnection())
                        .setMaxHeaderListSize(bounds.maxHeaderSize().bytes())));
        return server.requestHandler(handler)
                .invalidRequestHandler(new InvalidRequests(connections))
                .connectionHandler(
                        connection -> ClientConnections.of(connection).speaks(connection))
                .listen(SocketAddress.domainSocketAddress(name))
                .mapEmpty();
    }

    /** Runs {@link #listen} on this server's event loop. */
    Future<Void> listenOnLoop(String name) {
        Promise<Void> listening = Promise.promise();
        context.runOnContext(
                _ -> Future.succeededFuture().compose(_ -> listen(name)).onComplete(listening));
        return listening.future();
    }
}
