package dev.sluicegate.e2e.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 client with one connection for all of its streams. On GOAWAY its next streams go through a new connection, and those
 * that run go on; a stream that the server then refuses is lost.
 */
final class Http2Client implements RawClient {
    private final Vertx vertx;
    private final HttpClientAgent agent;
    private final Supplier<URI> targets;
    private final Models models;
    private final Recorder recorder;
    private @Nullable Future<Opened> connection;

    private record Opened(HttpClientConnection connection, String authority) {}

    Http2Client(Vertx vertx, HttpClientAgent agent, Supplier<URI> targets, Models models, Recorder recorder) {
        this.vertx = vertx;
        this.agent = agent;
        this.targets = targets;
        this.models = models;
        this.recorder = recorder;
    }

    @Override
    public void send(Exchange exchange, Dialect dialect, Runnable done) {
        RawExchange raw = new RawExchange(vertx, exchange, dialect, models, done);
        Future<Opened> current = connection;
        if (current == null) {
            current = open();
            connection = current;
        }
        Future<Opened> used = current;
        used.onFailure(reason -> {
            forget(used);
            raw.notConnected(reason);
        });
        used.onSuccess(opened -> raw.over(opened.connection, opened.authority, response -> {}));
    }

    private Future<Opened> open() {
        URI target = targets.get();
        Future<Opened> opening = agent.connect(
                        new HttpConnectOptions().setHost(target.getHost()).setPort(target.getPort()))
                .map(opened -> new Opened(opened, target.getAuthority()));
        return opening.onSuccess(opened -> {
            recorder.connected(ClientKind.HTTP2);
            opened.connection.goAwayHandler(goAway -> {
                recorder.askedToLeave(ClientKind.HTTP2);
                forget(opening);
            });
            opened.connection.closeHandler(closed -> forget(opening));
        });
    }

    @SuppressWarnings("ReferenceEquality") // this very connection
    private void forget(Future<Opened> gone) {
        if (connection == gone) {
            connection = null;
        }
    }
}
