package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces as a collector receives them by OTLP over HTTP. */
@RouterTest
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final Queue<JsonNode> received = new ConcurrentLinkedQueue<>();
    private final Queue<Headers> headers = new ConcurrentLinkedQueue<>();
    private final HttpServer collector = collector();
    private final FakeUpstream upstream;
    private final RunningRouter router;

    TracingTest(FakeUpstream upstream) {
        this.upstream = upstream;
        router = start(1.0);
    }

    @AfterEach
    void close() {
        router.close();
        collector.stop(0);
    }

    @Test
    void followsARequestThroughToItsProvider() throws Exception {
        String told = serve(router, "traceparent: 00-" + TRACE + "-" + PARENT + "-01", "tracestate: vendor=1");
        await().until(() -> spans().size() == 2);

        JsonNode request = span("chat other-name");
        JsonNode attempt = span("attempt openai");
        assertThat(request.get("traceId").asText()).isEqualTo(TRACE);
        assertThat(request.get("parentSpanId").asText()).isEqualTo(PARENT);
        assertThat(request.get("kind").asInt()).isEqualTo(2);
        assertThat(attempt.get("traceId").asText()).isEqualTo(TRACE);
        assertThat(attempt.get("parentSpanId").asText())
                .isEqualTo(request.get("spanId").asText());
        assertThat(told).isEqualTo("00-" + TRACE + "-" + attempt.get("spanId").asText() + "-01");
        assertThat(attribute(request, "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(attribute(request, "gen_ai.request.model")).isEqualTo("other-name");
        assertThat(attribute(request, "gen_ai.response.model")).isEqualTo("real-model");
        assertThat(attribute(request, "gen_ai.usage.input_tokens")).isEqualTo("7");
        assertThat(attribute(request, "gen_ai.usage.cache_read.input_tokens")).isEqualTo("4");
        assertThat(attribute(request, "gen_ai.usage.cache_creation.input_tokens"))
                .isEqualTo("2");
        assertThat(attribute(request, "gen_ai.usage.output_tokens")).isEqualTo("3");
        assertThat(attribute(request, "gen_ai.usage.reasoning.output_tokens")).isEqualTo("1");
        assertThat(attribute(request, "http.response.status_code")).isEqualTo("200");
        assertThat(attribute(request, "sluicegate.request.id")).isEqualTo("my-request");
        assertThat(request.get("endTimeUnixNano").asLong())
                .isGreaterThanOrEqualTo(request.get("startTimeUnixNano").asLong());
        assertThat(received.toString()).doesNotContain("my prompt", RunningRouter.KEY);
        assertThat(received.peek().toString()).contains("service.name", "sluicegate-router");
    }

    @Test
    void showsEachAttemptAndWhatWentWrong() throws Exception {
        try (RawClient client = router.connect()) {
            assertThat(client.exchange("/v1/chat/completions", "{\"model\":\"dead\"}")
                            .status())
                    .isGreaterThanOrEqualTo(500);
        }
        await().until(() -> spans().stream().anyMatch(span -> name(span).equals("chat dead")));
        assertThat(span("chat dead").get("status").get("code").asInt()).isEqualTo(2);
        assertThat(attribute(span("attempt nobody"), "error.type")).isNotEmpty();
        assertThat(span("attempt nobody").get("traceId"))
                .isEqualTo(span("chat dead").get("traceId"));
    }

    @Test
    void aClientsDecisionNotToSampleHoldsAndIsPassedOn() throws Exception {
        String header = "00-" + TRACE + "-" + PARENT + "-00";
        assertThat(serve(router, "traceparent: " + header)).isEqualTo(header);
        try (RunningRouter silent = start(0)) {
            assertThat(serve(silent)).isNull();
        }
        // what is traced after it is all that was sent
        serve(router);
        await().until(() -> spans().size() == 2);
        assertThat(spans()).noneMatch(span -> span.get("traceId").asText().equals(TRACE));
    }

    @Test
    void aCollectorThatIsAwayHurtsNobody() throws Exception {
        collector.stop(0);
        for (int i = 0; i < 5; i++) {
            serve(router);
        }
    }

    /** A collector that asks for a key, and is paid by the byte. The file is read again when it changes. */
    @Test
    void sendsTheCollectorsHeadersFromAFileAndCompressesOnRequest(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("headers"), "api-key=first,Authorization=Basic%20YTpi+w==");
        try (RunningRouter own = start("1, compression: Gzip, headers: {file: " + file + "}")) {
            serve(own);
            await().until(() -> spans().size() == 2);
            assertThat(headers)
                    .isNotEmpty()
                    .allSatisfy(each ->
                            assertThat(each.getFirst("content-encoding")).isEqualTo("gzip"))
                    .allSatisfy(each -> assertThat(each.getFirst("api-key")).isEqualTo("first"))
                    .allSatisfy(
                            each -> assertThat(each.getFirst("authorization")).isEqualTo("Basic YTpi+w=="));

            Files.writeString(file, "api-key=second");
            await().until(() -> {
                serve(own);
                return headers.stream().anyMatch(each -> "second".equals(each.getFirst("api-key")));
            });
        }
    }

    @Test
    void withoutThemSendsNeither() throws Exception {
        serve(router);
        await().until(() -> spans().size() == 2);
        assertThat(headers)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each).doesNotContainKeys("Content-encoding", "Api-key"));
    }

    private RunningRouter start(Object ratio) {
        return RunningRouter.start(
                upstream,
                "tracing: {endpoint: \"http://127.0.0.1:"
                        + collector.getAddress().getPort() + "/v1/traces\", sampleRatio: " + ratio + "}");
    }

    /** @return the traceparent that the provider was told */
    private @Nullable String serve(RunningRouter router, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("x-request-id: my-request");
        try (RawClient client = router.connect()) {
            client.post(
                    "/v1/chat/completions",
                    "{\"model\":\"other-name\",\"messages\":[\"my prompt\"]}",
                    all.toArray(String[]::new));
            FakeUpstream.Call call = upstream.take();
            call.json(
                    200,
                    "{\"usage\":{\"prompt_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},"
                            + "\"completion_tokens\":3,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}");
            assertThat(client.read().status()).isEqualTo(200);
            return call.headers.get("traceparent");
        }
    }

    private List<JsonNode> spans() {
        List<JsonNode> spans = new ArrayList<>();
        received.forEach(body -> body.at("/resourceSpans/0/scopeSpans/0/spans").forEach(spans::add));
        return spans;
    }

    private JsonNode span(String name) {
        return spans().stream()
                .filter(span -> name(span).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(JsonNode span) {
        return span.get("name").asText();
    }

    private static String attribute(JsonNode span, String key) {
        for (JsonNode attribute : span.get("attributes")) {
            if (attribute.get("key").asText().equals(key)) {
                return attribute.get("value").elements().next().asText();
            }
        }
        return "";
    }

    private HttpServer collector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                headers.add(exchange.getRequestHeaders());
                boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
                InputStream body =
                        compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
                received.add(RunningRouter.JSON.readTree(body.readAllBytes()));
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("{}".getBytes(UTF_8));
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
