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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operation passes through to a provider of its own protocol, and is refused where nothing can stand in for it. */
@RouterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private final FakeUpstream upstream;
    private final RunningRouter router;

    @AfterAll
    void close() {}

    OperationsTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/responses, fast, real-model, /v1/responses",
        "/openai/v1/completions?a=b, other-name, real-model, /v1/completions?a=b",
        "/v1/embeddings, fast, real-model, /v1/embeddings",
        "/v1/messages/count_tokens?beta=true, claude, claude, /v1/messages/count_tokens?beta=true",
        "/anthropic/v1/messages/count_tokens, claude, claude, /v1/messages/count_tokens"
    })
    void passesThroughByteForByteButForTheModel(String path, String model, String modelThere, String uri)
            throws Exception {
        String body = "{ \"new_in_2027\": [1.50, \"é\"], \"model\": \"%s\", \"stream_options\": {\"a\": 1} }";
        CompletableFuture<HttpResponse<String>> answer = RunningRouter.HTTP.sendAsync(
                router.request(
                        path,
                        body.formatted(model),
                        "anthropic-version",
                        "2023-06-01",
                        "anthropic-beta",
                        "token-counting-2024-11-01",
                        "openai-beta",
                        "a"),
                HttpResponse.BodyHandlers.ofString());
        FakeUpstream.Call call = upstream.take();
        call.json(200, "{\"new\": 1}");

        assertThat(call.uri).isEqualTo(uri);
        assertThat(call.body).isEqualTo(body.formatted(modelThere));
        assertThat(call.headers.get("anthropic-beta")).isEqualTo("token-counting-2024-11-01");
        assertThat(call.headers.get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(call.headers.get("openai-beta")).isEqualTo("a");
        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"new\": 1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/completions            | claude | speaks Anthropic's API, which has no completions of plain text | "code":"not_supported"
            /v1/embeddings             | claude | speaks Anthropic's API, which has no embeddings                | "code":"not_supported"
            """)
    void refusesWhatTheProviderCannotDo(String path, String model, String sentence, String envelope) throws Exception {
        HttpResponse<String> answer = router.post(path, "{\"model\":\"" + model + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(sentence, envelope);
    }

    /** Anthropic's tool runners send the whole conversation without a thread after this, and after nothing else. */
    @Test
    void refusesAThreadInTheWordsThatAnthropicsSdksGoOnAfter() throws Exception {
        String body = "{\"model\":\"%s\",\"max_tokens\":9,\"thread\":{\"type\":\"new\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        HttpResponse<String> answer = router.post("/v1/messages", body.formatted("fast"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith(
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"'thread' cannot be ")
                .contains("\"details\":{\"error_code\":\"thread_unsupported_request\",\"unsupported\":[\"thread\"]}},"
                        + "\"request_id\":");

        CompletableFuture<HttpResponse<String>> passed = RunningRouter.HTTP.sendAsync(
                router.request("/v1/messages", body.formatted("claude")), HttpResponse.BodyHandlers.ofString());
        FakeUpstream.Call call = upstream.take();
        assertThat(call.body).as("Anthropic knows threads").isEqualTo(body.formatted("claude"));
        call.json(200, "{}");
        assertThat(passed.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aResponsesStreamEndsWithItsLastEvent() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/responses", "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("event: response.created\ndata: {}\n\n");
            client.readUntil("response.created\ndata: {}\n\n");
            call.send("event: response.completed\ndata: {\"a\":1}\n\n");
            call.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains("event: response.completed\ndata: {\"a\":1}\n\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
    }

    @ParameterizedTest
    @CsvSource({"event: response.output_text.delta", "event: response.completed"})
    void aResponsesStreamThatEndsEarlyBecomesAnError(String lastLine) throws Exception {
        long before = router.router.ledger().streams(Outcome.UPSTREAM_FAILED);
        try (RawClient client = router.connect()) {
            client.post("/v1/responses", "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("event: response.created\ndata: {}\n\n");
            client.readUntil("response.created\ndata: {}\n\n");
            call.send(lastLine + "\ndata: {\"half");
            call.end();
            assertThat(client.readToFin())
                    .contains(
                            "event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_failed\",\"message\":\"provider")
                    .doesNotContain("half")
                    .doesNotEndWith("0\r\n\r\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.UPSTREAM_FAILED) == before + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/models                 | 200 | "data":[{"id":"fast","object":"model","created":0,"owned_by":"sluicegate"},{"id":"other-name"
            /v1/models/other-name      | 200 | {"id":"other-name","object":"model"
            /v1/models/no/such%20model | 404 | there is no model 'no/such model' here
            /anthropic/v1/models       | 200 | "has_more":false,"first_id":"fast","last_id":"dead"}
            /anthropic/v1/models/fast  | 200 | {"type":"model","id":"fast","display_name":"fast"
            /anthropic/v1/models/x     | 404 | {"type":"error","error":{"type":"not_found_error"
            """)
    void saysWhichModelsThereAre(String path, int status, String contains) throws Exception {
        try (RawClient client = router.connect()) {
            client.send("GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).contains(contains);
        }
    }

    /** Codex tries this first; any other status costs it several tries. */
    @Test
    void saysAtOnceThatThereAreNoWebSockets() throws Exception {
        try (RawClient client = router.connect()) {
            client.send(String.join(
                    "\r\n",
                    "GET /v1/responses HTTP/1.1",
                    "host: x",
                    "connection: Upgrade",
                    "upgrade: websocket",
                    "sec-websocket-version: 13",
                    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    ""));
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("upgrade")).isNotNull();
            assertThat(response.body()).contains("not served by WebSocket");
        }
    }
}
