package dev.sluicegate.e2e.mutant;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes the clients' requests in the real router's place, hands them on, and leaves by {@code HttpServer.shutdown()}. */
final class ShutdownAloneFront {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final HttpServer server;
    private final HttpClient router;
    private final int behind;
    private @Nullable Future<Void> down;

    ShutdownAloneFront(Vertx vertx, int behind) {
        this.behind = behind;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        this.router = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(2_000));
    }

    Future<?> listen(int port) {
        return server.listen(port);
    }

    /** Completes when every connection is closed. */
    Future<Void> shutdown() {
        Future<Void> running = down;
        if (running == null) {
            running = server.shutdown(LIMIT);
            down = running;
        }
        return running;
    }

    boolean isDown() {
        return down != null && down.isComplete();
    }

    private void handle(HttpServerRequest request) {
        request.body()
                .compose(body -> router.request(request.method(), behind, "127.0.0.1", request.uri())
                        .compose(sending -> send(request, sending, body)))
                .onFailure(failed -> request.response().reset());
    }

    private Future<Void> send(HttpServerRequest request, HttpClientRequest sending, Buffer body) {
        request.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("connection") && !name.equalsIgnoreCase("transfer-encoding")) {
                sending.putHeader(name, value);
            }
        });
        HttpServerResponse answering = request.response();
        answering.closeHandler(closed -> {
            if (!answering.ended()) {
                sending.reset();
            }
        });
        return sending.send(body).compose(response -> {
            answering.setStatusCode(response.statusCode());
            String type = response.getHeader("content-type");
            if (type != null) {
                answering.putHeader("content-type", type);
            }
            answering.setChunked(true);
            return response.pipeTo(answering);
        });
    }
}
