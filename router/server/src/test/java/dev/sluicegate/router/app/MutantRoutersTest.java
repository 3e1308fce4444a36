package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The checks of rows 22 and 23 against routers that break the promise: each is found out. */
class MutantRoutersTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        upstream.close();
    }

    @Test
    void oneThatTriesAgainAfterTheFirstByteIsFoundOut() {
        int port = mutant(true);
        assertThatThrownBy(() -> Promises.nothingIsTriedAgainAfterTheFirstByte(port, upstream))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void oneThatNeverCancelsIsFoundOut() {
        int port = mutant(false);
        for (Promises.Moment moment : Promises.Moment.values()) {
            assertThatThrownBy(() -> Promises.theProvidersWorkEndsWithItsClient(
                            port, upstream, moment, Duration.ofMillis(1_500)))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void theRouterItselfTriesNothingAgainAfterTheFirstByte() {
        try (RunningRouter router = RunningRouter.startWith("""
                version: 1
                listener: {port: 0}
                admin: {port: 0}
                drain: {settle: 100ms}
                providers:
                  - {name: p, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
                models:
                  - {name: fast, retry: {attempts: 3}, targets: [{provider: p}]}
                """.formatted(upstream.port()))) {
            assertThatCode(() -> Promises.nothingIsTriedAgainAfterTheFirstByte(router.router.port(), upstream))
                    .doesNotThrowAnyException();
        }
    }

    /** A proxy that goes on with a second attempt where the first broke off, or one that never tells its upstream that nobody listens. */
    private int mutant(boolean triesAgain) {
        HttpClient client = vertx.createHttpClient();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request ->
                        request.body().onSuccess(body -> forward(client, request, body, triesAgain ? 1 : 0)));
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private void forward(HttpClient client, HttpServerRequest request, Buffer body, int attemptsLeft) {
        HttpServerResponse toClient = request.response();
        client.request(HttpMethod.POST, upstream.port(), "127.0.0.1", "/v1/chat/completions")
                .compose(asked -> asked.putHeader("x-request-id", "mutant").send(body))
                .onSuccess(answer -> {
                    if (!toClient.headWritten()) {
                        toClient.setChunked(true);
                    }
                    answer.handler(bytes -> {
                        if (!toClient.closed()) {
                            toClient.write(bytes);
                        }
                    });
                    answer.exceptionHandler(_ -> {
                        if (attemptsLeft > 0) {
                            forward(client, request, body, attemptsLeft - 1);
                        } else {
                            request.connection().close();
                        }
                    });
                    answer.endHandler(_ -> toClient.end());
                });
    }
}
