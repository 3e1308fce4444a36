package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** Carries one exchange over one HTTP connection, on the load's event loop. */
final class RawExchange {
    private static final long PATIENCE_MS = 60_000;

    private final Vertx vertx;
    private final Exchange exchange;
    private final Dialect dialect;
    private final Models models;
    private final Runnable done;
    private boolean over;
    private long watch = -1;

    RawExchange(Vertx vertx, Exchange exchange, Dialect dialect, Models models, Runnable done) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.dialect = dialect;
        this.models = models;
        this.done = done;
    }

    /** @param onResponse sees the response's head first */
    void over(HttpClientConnection connection, String authority, Consumer<HttpClientResponse> onResponse) {
        exchange.through(connection.localAddress() + " to " + authority);
        watch = vertx.setTimer(exchange.expected().toMillis() + PATIENCE_MS, late -> {
            fail(Failure.Kind.TIMED_OUT, "no end within " + PATIENCE_MS + " ms more than the answer takes");
            connection.close();
        });
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI(dialect.path());
        connection.request(options).onFailure(this::lost).onSuccess(request -> send(request, onResponse));
    }

    private void send(HttpClientRequest request, Consumer<HttpClientResponse> onResponse) {
        request.putHeader("content-type", "application/json");
        if (dialect == Dialect.ANTHROPIC) {
            request.putHeader("anthropic-version", "2023-06-01");
            request.putHeader("x-api-key", LoadPlan.KEY);
        } else {
            request.putHeader("authorization", "Bearer " + LoadPlan.KEY);
        }
        request.response().onFailure(this::lost).onSuccess(response -> {
            onResponse.accept(response);
            receive(response);
        });
        request.exceptionHandler(this::lost);
        request.end(dialect.body(models.name(dialect), exchange.directive(), exchange.streamed()));
    }

    private void receive(HttpClientResponse response) {
        exchange.answered(response.statusCode());
        response.exceptionHandler(this::lost);
        if (response.statusCode() == 200 && exchange.streamed()) {
            EventLines lines = new EventLines(data -> parse(() -> dialect.read(data, exchange)));
            response.handler(lines::take);
            response.endHandler(ended -> end());
            return;
        }
        Buffer body = Buffer.buffer();
        response.handler(body::appendBuffer);
        response.endHandler(ended -> {
            if (response.statusCode() == 200) {
                parse(() -> dialect.readWhole(new JsonObject(body), exchange));
            } else {
                exchange.fail(Failure.Kind.OTHER, body.toString());
            }
            end();
        });
    }

    private void parse(Runnable reading) {
        try {
            reading.run();
        } catch (DecodeException | ClassCastException | NoSuchElementException e) {
            exchange.fail(Failure.Kind.OTHER, "not what the protocol says: " + e);
        }
    }

    void notConnected(Throwable reason) {
        fail(Failure.Kind.NOT_CONNECTED, reason.toString());
    }

    private void lost(Throwable reason) {
        boolean connection = reason instanceof HttpClosedException
                || reason instanceof StreamResetException
                || reason instanceof IOException;
        fail(connection ? Failure.Kind.CONNECTION_LOST : Failure.Kind.OTHER, reason.toString());
    }

    private void fail(Failure.Kind kind, String text) {
        if (!over) {
            exchange.fail(kind, text);
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            vertx.cancelTimer(watch);
            done.run();
        }
    }
}
