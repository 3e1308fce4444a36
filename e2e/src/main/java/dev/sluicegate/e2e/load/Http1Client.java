package dev.sluicegate.e2e.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 client with one connection, which it keeps as long as the server does. It opens another only when the server said
 * {@code Connection: close} or closed it before the next request began; a request that meets a closing connection is lost.
 */
final class Http1Client implements RawClient {
    private final Vertx vertx;
    private final HttpClientAgent agent;
    private final Supplier<URI> targets;
    private final Models models;
    private final Recorder recorder;
    private @Nullable HttpClientConnection connection;
    private String authority = "";

    Http1Client(Vertx vertx, HttpClientAgent agent, Supplier<URI> targets, Models models, Recorder recorder) {
        this.vertx = vertx;
        this.agent = agent;
        this.targets = targets;
        this.models = models;
        this.recorder = recorder;
    }

    @Override
    public void send(Exchange exchange, Dialect dialect, Runnable done) {
        RawExchange raw = new RawExchange(vertx, exchange, dialect, models, done);
        HttpClientConnection kept = connection;
        if (kept != null) {
            raw.over(kept, authority, response -> leaveIfAsked(response, kept));
            return;
        }
        URI target = targets.get();
        agent.connect(new HttpConnectOptions().setHost(target.getHost()).setPort(target.getPort()))
                .onFailure(raw::notConnected)
                .onSuccess(opened -> {
                    recorder.connected(ClientKind.HTTP1);
                    connection = opened;
                    authority = target.getAuthority();
                    opened.closeHandler(closed -> forget(opened));
                    raw.over(opened, authority, response -> leaveIfAsked(response, opened));
                });
    }

    private void leaveIfAsked(HttpClientResponse response, HttpClientConnection used) {
        if ("close".equalsIgnoreCase(response.getHeader("connection"))) {
            recorder.askedToLeave(ClientKind.HTTP1);
            forget(used);
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very connection
    private void forget(HttpClientConnection gone) {
        if (connection == gone) {
            connection = null;
        }
    }
}
