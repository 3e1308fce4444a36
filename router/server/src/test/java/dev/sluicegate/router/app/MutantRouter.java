package dev.sluicegate.router.app;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.StreamInvariants;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import java.util.HashSet;
import java.util.Set;

/** A small proxy that keeps all promises of {@link Promises} but one. */
final class MutantRouter implements AutoCloseable {
    /** What is wrong with it. */
    enum Flaw {
        NONE,
        /** It goes on with a second attempt where the first broke off. */
        TRIES_AGAIN_TOO_LATE,
        /** It never tells its upstream that nobody listens. */
        NEVER_CANCELS,
        /** It reads from its upstream whether or not the client does. */
        NEVER_PAUSES,
        /** One client that does not read stops the answers of all. */
        PAUSES_ALL,
        /** It passes a stream's length on, though it leaves out what the client does not need. */
        KEEPS_THE_LENGTH,
        /** It has a connection for all but one of {@link Promises#STREAMS}. */
        TOO_SMALL_A_POOL
    }

    private final Vertx vertx = Vertx.vertx();
    private final Flaw flaw;
    private final int upstreamPort;
    private final HttpClient client;
    private final HttpServer server;
    /** Of one event loop, as everything here is. */
    private final Set<HttpServerResponse> slow = new HashSet<>();

    private final Set<HttpClientResponse> answers = new HashSet<>();

    MutantRouter(Flaw flaw, FakeUpstream upstream) {
        this.flaw = flaw;
        this.upstreamPort = upstream.port();
        int connections = flaw == Flaw.TOO_SMALL_A_POOL ? StreamInvariants.STREAMS - 1 : StreamInvariants.STREAMS * 2;
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(connections));
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> forward(request, body, flaw == Flaw.TRIES_AGAIN_TOO_LATE ? 1 : 0)));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    int port() {
        return server.actualPort();
    }

    private void forward(HttpServerRequest request, Buffer body, int attemptsLeft) {
        HttpServerResponse toClient = request.response();
        client.request(HttpMethod.POST, upstreamPort, "127.0.0.1", "/v1/chat/completions")
                .compose(asked -> {
                    if (flaw != Flaw.NEVER_CANCELS) {
                        toClient.closeHandler(_ -> asked.reset());
                    }
                    return asked.putHeader("x-request-id", "mutant").send(body);
                })
                .onSuccess(answer -> {
                    if (!toClient.headWritten()) {
                        String length = answer.getHeader("content-length");
                        if (flaw == Flaw.KEEPS_THE_LENGTH && length != null) {
                            toClient.putHeader("content-length", length);
                        } else {
                            toClient.setChunked(true);
                        }
                    }
                    pass(answer, toClient);
                    answer.exceptionHandler(_ -> {
                        if (attemptsLeft > 0) {
                            forward(request, body, attemptsLeft - 1);
                        } else {
                            request.connection().close();
                        }
                    });
                });
    }

    private void pass(HttpClientResponse answer, HttpServerResponse toClient) {
        answers.add(answer);
        answer.handler(bytes -> {
            if (toClient.closed()) {
                return;
            }
            toClient.write(Buffer.buffer(bytes.toString().replace(": processing\n\n", "")));
            if (toClient.writeQueueFull() && flaw != Flaw.NEVER_PAUSES) {
                stop(answer, toClient);
            }
        });
        answer.endHandler(_ -> {
            answers.remove(answer);
            toClient.end();
        });
        if (flaw == Flaw.PAUSES_ALL && !slow.isEmpty()) {
            answer.pause();
        }
    }

    private void stop(HttpClientResponse answer, HttpServerResponse toClient) {
        slow.add(toClient);
        Set<HttpClientResponse> stopped = flaw == Flaw.PAUSES_ALL ? answers : Set.of(answer);
        stopped.forEach(HttpClientResponse::pause);
        toClient.drainHandler(_ -> {
            slow.remove(toClient);
            if (flaw != Flaw.PAUSES_ALL || slow.isEmpty()) {
                stopped.forEach(HttpClientResponse::resume);
            }
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
