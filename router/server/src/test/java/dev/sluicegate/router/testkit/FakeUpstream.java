package dev.sluicegate.router.testkit;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider whose every step a test decides. */
public final class FakeUpstream implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile Consumer<Call> behaviour = calls::add;

    public FakeUpstream() {
        this(new HttpServerOptions());
    }

    public FakeUpstream(HttpServerOptions options) {
        server = vertx.createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Call call = new Call(request, body.toString());
                    seen.computeIfAbsent(String.valueOf(call.headers.get("x-request-id")), _ -> new AtomicInteger())
                            .incrementAndGet();
                    behaviour.accept(call);
                }));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    public int port() {
        return server.actualPort();
    }

    /** The next request; the test decides what becomes of it. */
    public Call take() throws InterruptedException {
        return Objects.requireNonNull(poll(StreamInvariants.PATIENCE), "no request came");
    }

    /** The same; null if none comes in time. */
    public @Nullable Call poll(Duration patience) throws InterruptedException {
        return calls.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Leaves what becomes of a request to {@link #take}. */
    public void leaveToTheTest(Call call) {
        calls.add(call);
    }

    /** Runs {@code action} later. */
    public void after(long millis, Runnable action) {
        vertx.setTimer(millis, _ -> action.run());
    }

    /** What becomes of every request from now on. */
    public void answers(Consumer<Call> how) {
        behaviour = how;
    }

    /** Does this with every request from now on. */
    public void answersWith(Consumer<Call> behaviour) {
        this.behaviour = behaviour;
    }

    /** Answers every request by itself: a stream if one is asked for, numbered and paced. */
    public void answersByItself(int tokens, long paceMillis) {
        behaviour = call -> {
            if (!call.body.contains("\"stream\":true")) {
                call.json(200, "{\"ok\":true}");
                return;
            }
            call.startStream();
            AtomicInteger next = new AtomicInteger();
            vertx.setPeriodic(paceMillis, timer -> {
                int i = next.getAndIncrement();
                if (i < tokens) {
                    call.send("data: {\"i\":" + i + "}\n\n");
                } else {
                    vertx.cancelTimer(timer);
                    call.send("data: [DONE]\n\n");
                    call.end();
                }
            });
        };
    }

    /** How often each request id came. */
    public Map<String, AtomicInteger> seen() {
        return seen;
    }

    /** Takes no connection from now on, and closes those that are there. */
    public void goAway() {
        server.close();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    public static final class Call {
        public final String uri;
        public final MultiMap headers;
        public final String body;
        public final CompletableFuture<Void> cancelled = new CompletableFuture<>();
        private final Context context = Objects.requireNonNull(Vertx.currentContext());
        private final HttpServerRequest request;
        private final HttpServerResponse response;

        public Call(HttpServerRequest request, String body) {
            this.request = request;
            this.response = request.response();
            this.uri = request.uri();
            this.headers = request.headers();
            this.body = body;
            response.exceptionHandler(_ -> cancelled.complete(null));
            response.closeHandler(_ -> cancelled.complete(null));
        }

        /** @param headers names and values */
        public void json(int status, String json, String... headers) {
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(json);
        }

        /**
         * Answers with a body of any type, and its length.
         *
         * @param headers names and values
         */
        public void whole(int status, String body, String... headers) {
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.setStatusCode(status).end(body);
        }

        /** Answers with bytes that have a coding. */
        public void coded(int status, String type, String coding, byte[] bytes) {
            response.setStatusCode(status)
                    .putHeader("content-type", type)
                    .putHeader("content-encoding", coding)
                    .end(Buffer.buffer(bytes));
        }

        /** The beginning of an answer that is to come in one piece. */
        public void beginJson(String beginning) {
            response.putHeader("content-type", "application/json").setChunked(true);
            response.write(beginning);
        }

        public void startStream() {
            response.putHeader("content-type", "text/event-stream").setChunked(true);
            response.writeHead();
        }

        /** Begins an answer that is no stream of events. */
        public void startBody() {
            response.putHeader("content-type", "application/json").setChunked(true);
            response.writeHead();
        }

        /** Sends {@code text} again and again, as fast as it is taken, and counts its bytes. */
        public void sendWithoutEnd(String text, AtomicLong sent) {
            context.runOnContext(_ -> sendMore(text, sent));
        }

        private void sendMore(String text, AtomicLong sent) {
            // in turns with other calls, and with the news that this one's client has left
            for (int i = 0; i < 4 && !response.closed() && !response.writeQueueFull(); i++) {
                sent.addAndGet(text.length());
                response.write(text);
            }
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> sendMore(text, sent));
            } else if (!response.closed()) {
                context.runOnContext(_ -> sendMore(text, sent));
            }
        }

        public void send(String text) {
            if (!response.closed()) {
                response.write(text);
            }
        }

        public void end() {
            if (!response.closed()) {
                response.end();
            }
        }

        /** Ends the connection, whatever has been sent. */
        public void breakOff() {
            request.connection().close();
        }
    }
}
