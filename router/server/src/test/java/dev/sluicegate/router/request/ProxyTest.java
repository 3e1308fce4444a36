package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RouterTest("limits: {maxRequestBodySize: 64Ki}")
class ProxyTest {
    private final FakeUpstream upstream;
    private final RunningRouter router;

    ProxyTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void forwardsWithTheProvidersKeyAndModelAndWithoutTheClientsSecrets() throws Exception {
        CompletableFuture<HttpResponse<String>> response = RunningRouter.HTTP.sendAsync(
                router.request(
                        "/openai/v1/chat/completions",
                        "{ \"n\": 1, \"model\" : \"other-name\", \"messages\": [\"é\"] }",
                        "authorization",
                        "Bearer client-secret",
                        "x-api-key",
                        "client-secret",
                        "cookie",
                        "client-secret",
                        "openai-organization",
                        "org",
                        "x-request-id",
                        "my-id"),
                HttpResponse.BodyHandlers.ofString());
        FakeUpstream.Call call = upstream.take();
        call.json(200, "{\"answer\": 42}");

        assertThat(call.uri).isEqualTo("/v1/chat/completions");
        assertThat(call.body).isEqualTo("{ \"n\": 1, \"model\" : \"real-model\", \"messages\": [\"é\"] }");
        assertThat(call.headers.get("authorization")).isEqualTo("Bearer " + RunningRouter.KEY);
        assertThat(call.headers.toString()).doesNotContain("client-secret");
        assertThat(call.headers.get("openai-organization")).isNull();
        assertThat(call.headers.get("x-request-id")).isEqualTo("my-id");
        HttpResponse<String> received = response.get(20, TimeUnit.SECONDS);
        assertThat(received.body()).isEqualTo("{\"answer\": 42}");
        assertThat(received.headers().firstValue("x-request-id")).contains("my-id");
        assertThat(received.toString() + received.headers()).doesNotContain(RunningRouter.KEY);
    }

    @Test
    void passesAnthropicThrough() throws Exception {
        CompletableFuture<HttpResponse<String>> response = RunningRouter.HTTP.sendAsync(
                router.request(
                        "/anthropic/v1/messages?beta=true",
                        "{\"model\":\"claude\"}",
                        "anthropic-version",
                        "2023-06-01",
                        "anthropic-beta",
                        "x"),
                HttpResponse.BodyHandlers.ofString());
        FakeUpstream.Call call = upstream.take();
        call.json(429, "{\"type\":\"error\"}");

        assertThat(call.uri).isEqualTo("/v1/messages?beta=true");
        assertThat(call.headers.get("x-api-key")).isEqualTo(RunningRouter.KEY);
        assertThat(call.headers.get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(call.headers.get("anthropic-beta")).isEqualTo("x");
        assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(429);
        assertThat(response.get().headers().firstValue("request-id")).isPresent();
    }

    @Test
    void streamsEachEventWhenItIsWholeAndByteForByte() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\nda");
            assertThat(client.readUntil("data: 1\n\n")).endsWith("data: 1\n\n");
            call.send("ta: é\r\n\r\ndata: [DONE]\n\n");
            call.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains("data: é\r\n\r\ndata: [DONE]\n\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | /v1/chat/completions | {"model":"nope"}   | 404 | "message":"there is no model 'nope' here; there is fast, one, claude, dead","type":"invalid_request_error","param":null,"code":"model_not_found"
            POST | /v1/messages         | {"model":"nope"}   | 404 | "type":"error","error":{"type":"not_found_error"
            POST | /v1/messages         | {"model":"fast"}   | 400 | 'max_tokens' is missing
            POST | /v1/chat/completions | {"model":"fast"    | 400 | the body's JSON ends too early
            POST | /v1/chat/completions | {"model":"dead"}   | 502 | cannot connect to provider 'dead-or-nobody'
            GET  | /v1/chat/completions | ``                 | 405 | /v1/chat/completions takes POST, not GET
            GET  | /nothing             | ``                 | 404 | there is nothing at /nothing
            GET  | /chat/completions    | ``                 | 404 | there is nothing at /chat/completions; did you mean /v1/chat/completions?
            GET  | /v1/v1/models        | ``                 | 404 | did you mean /v1/models?
            GET  | /api/chat/completions | ``                | 404 | did you mean /v1/chat/completions?
            GET  | /models               | ``                 | 404 | did you mean /v1/models?
            GET  | /anthropic/nothing   | ``                 | 404 | "type":"not_found_error"
            GET  | /v1/models           | ``                 | 200 | {"object":"list","data":[{"id":"fast","object":"model"
            GET  | /anthropic/v1/models | ``                 | 200 | {"data":[{"type":"model","id":"fast"
            """)
    void answersInTheClientsEnvelope(String method, String path, String body, int status, String contains)
            throws Exception {
        try (RawClient client = router.connect()) {
            for (int i = 0; i < 2; i++) { // the connection stays usable
                client.send(method + " " + path + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length()
                        + "\r\n\r\n" + body);
                RawClient.Response response = client.read();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.body()).contains(contains.replace("dead-or-nobody", "nobody"));
                assertThat(response.saysClose()).isFalse();
                boolean anthropic = path.contains("anthropic") || path.contains("messages");
                assertThat(response.header(anthropic ? "request-id" : "x-request-id"))
                        .startsWith("req_");
            }
        }
    }

    @Test
    void refusesABodyThatIsTooLargeAnnouncedOrNot() throws Exception {
        try (RawClient announced = router.connect();
                RawClient chunked = router.connect()) {
            announced.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 70000\r\n\r\n");
            RawClient.Response response = announced.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).contains("request_too_large", "larger than the 64Ki");
            assertThat(response.saysClose()).isTrue();
            announced.expectFin();

            chunked.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
            String piece = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
            chunked.send(piece.repeat(40));
            assertThat(chunked.read().status()).isEqualTo(413);
            chunked.expectFin();
        }
    }

    @Test
    void cancelsUpstreamWhenTheClientLeaves() throws Exception {
        FakeUpstream.Call beforeHead;
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\"}");
            beforeHead = upstream.take();
        }
        beforeHead.cancelled.get(20, TimeUnit.SECONDS);

        FakeUpstream.Call midStream;
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"fast\",\"stream\":true}");
            midStream = upstream.take();
            midStream.startStream();
            midStream.send("data: 1\n\n");
            client.readUntil("data: 1");
        }
        midStream.cancelled.get(20, TimeUnit.SECONDS);
        await().untilAsserted(() -> {
            assertThat(router.router.ledger().requests(Outcome.CLIENT_LEFT)).isEqualTo(1);
            assertThat(router.router.ledger().streams(Outcome.CLIENT_LEFT)).isEqualTo(1);
            assertThat(router.router.ledger().inFlight()).isZero();
        });
    }

    @Test
    void sendsAProviderNoMoreThanItMayHave() throws Exception {
        try (RawClient first = router.connect();
                RawClient second = router.connect()) {
            first.post("/v1/chat/completions", "{\"model\":\"one\"}");
            FakeUpstream.Call call = upstream.take();
            RawClient.Response refused = second.exchange("/v1/chat/completions", "{\"model\":\"one\"}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            call.json(200, "{}");
            assertThat(first.read().status()).isEqualTo(200);

            second.post("/v1/chat/completions", "{\"model\":\"one\"}");
            upstream.take().json(200, "{}");
            assertThat(second.read().status()).isEqualTo(200);
        }
    }
}
