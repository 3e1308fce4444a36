package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The drain on one HTTP/2 connection that the test holds in its hands. */
@RouterTest
class Http2DrainTest {
    private static final String STREAM = "{\"model\":\"fast\",\"stream\":true}";

    private final Vertx vertx = Vertx.vertx();
    private final FakeUpstream upstream;
    private final RunningRouter router;
    private final CompletableFuture<Integer> goAway = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    Http2DrainTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void isToldByGoAwayAndStillServedWhateverCrossedIt() throws Exception {
        HttpClientConnection connection = connect();
        CompletableFuture<String> stream = body(connection, STREAM);
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        call.send("data: 1\n\n");
        router.drain();
        assertThat(goAway.get(20, TimeUnit.SECONDS)).isEqualTo(Integer.MAX_VALUE);

        await().until(() -> !router.ready());
        call.send("data: [DONE]\n\n");
        call.end();
        assertThat(stream.get(20, TimeUnit.SECONDS)).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
        closed.get(20, TimeUnit.SECONDS);
        await().until(() -> router.status().phase() == Phase.DRAINED);
        assertThat(router.router.ledger().streams(Outcome.COMPLETED)).isEqualTo(1);
    }

    @Test
    void readsTheEndNoticeBeforeTheReset() throws Exception {
        HttpClientConnection connection = connect();
        CompletableFuture<String> seen = new CompletableFuture<>();
        Buffer bytes = Buffer.buffer();
        request(connection, STREAM).onSuccess(response -> {
            response.handler(bytes::appendBuffer);
            response.exceptionHandler(_ -> seen.complete(bytes.toString()));
            response.endHandler(_ -> seen.complete("a good end after " + bytes));
        });
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        call.send("data: 1\n\n");
        router.admin(
                "PUT",
                AdminApi.DRAIN,
                "{\"reason\":\"a rollout\",\"deadline\":\"" + Instant.now().plusMillis(700) + "\"}");

        assertThat(seen.get(20, TimeUnit.SECONDS))
                .startsWith("data: 1\n\ndata: {\"error\":{")
                .endsWith("\"reason\":\"a rollout\"}}\n\n");
        await().until(() -> router.status().phase() == Phase.DRAINED);
        assertThat(router.router.ledger().streams(Outcome.CUT)).isEqualTo(1);
    }

    private HttpClientConnection connect() {
        HttpClientAgent client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        HttpClientConnection connection = await(
                client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(router.router.port())));
        connection.goAwayHandler(frame -> goAway.complete(frame.getLastStreamId()));
        connection.closeHandler(_ -> closed.complete(null));
        return connection;
    }

    private static Future<io.vertx.core.http.HttpClientResponse> request(HttpClientConnection connection, String body) {
        return connection
                .request(HttpMethod.POST, "/v1/chat/completions")
                .compose((HttpClientRequest request) -> request.send(body));
    }

    private static CompletableFuture<String> body(HttpClientConnection connection, String body) {
        return request(connection, body)
                .compose(response -> response.body())
                .map(Buffer::toString)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static org.awaitility.core.ConditionFactory await() {
        return org.awaitility.Awaitility.await();
    }
}
