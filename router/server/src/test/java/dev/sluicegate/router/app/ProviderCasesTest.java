package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RunningRouter;
import dev.sluicegate.router.testkit.StreamInvariants;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each exchange of {@link ProviderCase} through a whole router. What is right stands in the file in words and here in code. */
class ProviderCasesTest {
    /** A body that Brotli's own encoder wrote, since the decoder's library has none: model {@code oai}, input {@code hi}. */
    private static final byte[] BROTLI = Base64.getDecoder().decode("iw2AeyJtb2RlbCI6Im9haSIsImlucHV0IjoiaGkifQM=");

    private static final Map<String, Check> CHECKS = new LinkedHashMap<>();

    /** What is right. */
    private interface Check {
        void of(Exchange exchange) throws Exception;
    }

    static {
        CHECKS.put("blank-text", ProviderCasesTest::blankText);
        CHECKS.put("cache-control", ProviderCasesTest::cacheControl);
        CHECKS.put("codex-defaults", ProviderCasesTest::codexDefaults);
        CHECKS.put("compressed-request", ProviderCasesTest::compressedRequest);
        CHECKS.put("default-top-p", ProviderCasesTest::defaultTopP);
        CHECKS.put("error-shapes", ProviderCasesTest::errorShapes);
        CHECKS.put("error-with-status-200", ProviderCasesTest::errorWithStatus200);
        CHECKS.put("max-tokens-field", ProviderCasesTest::maxTokensField);
        CHECKS.put("no-done", ProviderCasesTest::noDone);
        CHECKS.put("rate-limit-hints", ProviderCasesTest::rateLimitHints);
        CHECKS.put("refuses-stream-options", ProviderCasesTest::refusesStreamOptions);
        CHECKS.put("schema-without-type", ProviderCasesTest::schemaWithoutType);
        CHECKS.put("silence-in-a-stream", ProviderCasesTest::silenceInAStream);
        CHECKS.put("sse-with-content-length", ProviderCasesTest::sseWithContentLength);
        CHECKS.put("thought-signature", ProviderCasesTest::thoughtSignature);
        CHECKS.put("tool-message-name", ProviderCasesTest::toolMessageName);
        CHECKS.put("unknown-finish-reason", ProviderCasesTest::unknownFinishReason);
    }

    @TestFactory
    List<DynamicTest> cases() {
        List<DynamicTest> tests = new ArrayList<>();
        for (ProviderCase each : ProviderCase.all()) {
            for (int variant = 0; variant < each.variants(); variant++) {
                int number = variant;
                String name = each.name() + (each.variants() > 1 ? " " + (number + 1) : "");
                tests.add(DynamicTest.dynamicTest(name, () -> check(each, number)));
            }
        }
        return tests;
    }

    private static void check(ProviderCase each, int variant) throws Exception {
        Check check = Objects.requireNonNull(CHECKS.get(each.name()), "no check of " + each.name());
        try (Exchange exchange = new Exchange(each, variant)) {
            check.of(exchange);
        }
    }

    /** A router, its provider, and what passes between the two. */
    private static final class Exchange implements AutoCloseable {
        final ProviderCase from;
        final int variant;
        final FakeUpstream upstream = new FakeUpstream();
        final Queue<FakeUpstream.Call> calls = new ConcurrentLinkedQueue<>();
        final RunningRouter router = RunningRouter.startWith(config());

        Exchange(ProviderCase from, int variant) {
            this.from = from;
            this.variant = variant;
            upstream.answers(call -> {
                calls.add(call);
                JsonNode answer = from.answer(variant, call.uri.startsWith("/second") ? 2 : 1, call.body);
                answer(call, answer);
            });
        }

        private String config() {
            return """
                    version: 1
                    listener: {port: 0}
                    admin: {port: 0}
                    logging: {accessLog: false}
                    drain: {settle: 100ms}
                    streams: {heartbeat: 50ms}
                    providers:
                      - {name: chat, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:%1$d/first/v1"}
                      - {name: other-chat, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:%1$d/second/v1"}
                      - {name: native, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1"}
                      - {name: claude, api: Anthropic, baseUrl: "http://127.0.0.1:%1$d"}
                      - {name: as-sent, api: OpenAI, responses: Chat, streamUsage: AsSent, baseUrl: "http://127.0.0.1:%1$d/v1"}
                    models:
                      - {name: oai, targets: [{provider: chat}]}
                      - {name: oai-as-sent, targets: [{provider: as-sent}]}
                      - {name: oai-native, targets: [{provider: native}]}
                      - {name: ant, targets: [{provider: claude}]}
                      - {name: two-targets, balance: Ordered, retry: {backoff: 1ms, maxBackoff: 5ms},
                         targets: [{provider: chat}, {provider: other-chat}]}
                    """.formatted(upstream.port());
        }

        private static void answer(FakeUpstream.Call call, JsonNode answer) {
            String[] headers = ProviderCase.headers(answer).toArray(String[]::new);
            if (answer.has("json")) {
                call.json(answer.path("status").asInt(), answer.path("json").toString(), headers);
            } else if (answer.has("text")) {
                call.whole(answer.path("status").asInt(), answer.path("text").asText(), headers);
            } else if (answer.path("headers").has("content-length")) {
                call.whole(200, ProviderCase.stream(answer), headers);
            } else {
                call.startStream();
                call.send(ProviderCase.stream(answer));
                if (!answer.has("then_silence_s")) {
                    call.end();
                }
            }
        }

        HttpResponse<String> send() throws Exception {
            return send(from.request());
        }

        HttpResponse<String> send(JsonNode request) throws Exception {
            return router.post(from.path(), request.toString(), from.headers());
        }

        /** What the client sends, changed. */
        ObjectNode request() {
            return from.request().deepCopy();
        }

        /** What the provider was sent last. */
        JsonNode sent() {
            return ProviderCase.read(calls.stream().reduce((_, last) -> last).orElseThrow().body);
        }

        @Override
        public void close() {
            router.close();
            upstream.close();
        }
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ProviderCase.read(response.body());
    }

    private static String dropped(HttpResponse<String> response) {
        return response.headers().firstValue("x-sluicegate-dropped").orElse("");
    }

    private static void blankText(Exchange exchange) throws Exception {
        ok(exchange.send());
        assertThat(exchange.sent().path("messages")).hasSize(3);
        ObjectNode nothingElse = exchange.request();
        nothingElse.withArray("messages").addObject().put("role", "user").put("content", " ");
        ok(exchange.send(nothingElse));
        assertThat(exchange.sent().path("messages")).hasSize(3);
    }

    private static void cacheControl(Exchange exchange) throws Exception {
        ok(exchange.send());
        JsonNode mark = ProviderCase.read("{\"type\":\"ephemeral\"}");
        JsonNode sent = exchange.sent();
        assertThat(sent.path("system").path(0).path("cache_control")).isEqualTo(mark);
        assertThat(sent.at("/messages/0/content/0/cache_control")).isEqualTo(mark);
        assertThat(sent.at("/tools/0/cache_control")).isEqualTo(mark);
        ObjectNode whole = exchange.request();
        whole.set("cache_control", mark);
        ok(exchange.send(whole));
        assertThat(exchange.sent().path("cache_control")).isEqualTo(mark);
    }

    private static void codexDefaults(Exchange exchange) throws Exception {
        HttpResponse<String> response = exchange.send();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("event: response.completed");
        assertThat(dropped(response)).contains("web_search", "tool_search", "reasoning.context");
        assertThat(exchange.sent().path("tools")).hasSize(1);
    }

    private static void compressedRequest(Exchange exchange) throws Exception {
        byte[] plain = "{\"model\":\"oai\",\"input\":\"hi\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(compressed(exchange, "gzip", gzip(plain)).statusCode()).isEqualTo(200);
        assertThat(compressed(exchange, "deflate", deflate(plain)).statusCode()).isEqualTo(200);
        assertThat(compressed(exchange, "zstd", zstd(plain)).statusCode()).isEqualTo(200);
        assertThat(compressed(exchange, "br", BROTLI).statusCode()).isEqualTo(200);
        assertThat(exchange.sent().path("messages").path(0).path("content").asText())
                .isEqualTo("hi");
        HttpResponse<String> unknown = compressed(exchange, "compress", plain);
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.headers().firstValue("accept-encoding").orElse(""))
                .contains("gzip", "deflate", "zstd", "br");
    }

    private static HttpResponse<String> compressed(Exchange exchange, String coding, byte[] body) throws Exception {
        return RunningRouter.HTTP.send(
                HttpRequest.newBuilder(URI.create(exchange.router.url(exchange.from.path())))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("content-type", "application/json")
                        .header("content-encoding", coding)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] zstd(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static void defaultTopP(Exchange exchange) throws Exception {
        ok(exchange.send());
        assertThat(exchange.sent().path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(exchange.calls).hasSize(1);
    }

    private static void errorShapes(Exchange exchange) throws Exception {
        HttpResponse<String> response = exchange.send();
        String sentence = List.of("Invalid value at 'x'", "field required", "no healthy upstream")
                .get(exchange.variant);
        JsonNode error = ProviderCase.read(response.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("error").path("message").asText()).contains(sentence);
        ObjectNode chat = ProviderCase.JSON.createObjectNode().put("model", "oai");
        chat.putArray("messages").addObject().put("role", "user").put("content", "hi");
        HttpResponse<String> passed = exchange.router.post("/v1/chat/completions", chat.toString());
        assertThat(passed.statusCode()).isEqualTo(response.statusCode());
        assertThat(ProviderCase.read(passed.body())
                        .path("error")
                        .path("message")
                        .asText())
                .contains(sentence);
    }

    private static void errorWithStatus200(Exchange exchange) throws Exception {
        assertThat(ok(exchange.send()).at("/choices/0/message/content").asText())
                .isEqualTo("ok");
        for (String path : List.of("/v1/chat/completions", "/v1/messages")) {
            HttpResponse<String> alone = exchange.router.post(
                    path, "{\"model\":\"oai\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(alone.statusCode()).isEqualTo(502);
            assertThat(alone.body()).contains("Provider returned error");
        }
    }

    private static void maxTokensField(Exchange exchange) throws Exception {
        ok(exchange.send());
        assertThat(exchange.sent().path("max_tokens").asInt()).isEqualTo(7);
        int before = exchange.calls.size();
        ok(exchange.send());
        assertThat(exchange.calls).as("it has been learnt").hasSize(before + 1);
    }

    private static void noDone(Exchange exchange) throws Exception {
        HttpResponse<String> response = exchange.send();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("Hello", "\"usage\"").endsWith("data: [DONE]\n\n");
        assertThat(exchange.calls).hasSize(1);
        assertThat(exchange.router.status().toString()).doesNotContain("upstream_failed=1");
        assertThat(exchange.router.admin("GET", AdminApi.METRICS, "").body())
                .doesNotContain("outcome=\"upstream_failed\"} 1");
    }

    private static void rateLimitHints(Exchange exchange) throws Exception {
        ok(exchange.send());
        assertThat(exchange.calls).hasSize(2);
        for (int again = 0; again < 20; again++) {
            ok(exchange.send());
        }
        assertThat(exchange.calls.stream().filter(call -> call.uri.startsWith("/first")))
                .as("asked once, on all event loops together")
                .hasSize(1);
    }

    private static void refusesStreamOptions(Exchange exchange) throws Exception {
        for (int calls : new int[] {2, 3}) {
            HttpResponse<String> response = exchange.send();
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("\"ok\"", "event: message_stop");
            assertThat(exchange.calls).hasSize(calls);
        }
        ObjectNode asSent = exchange.request().put("model", "oai-as-sent");
        assertThat(exchange.send(asSent).body()).contains("event: message_stop");
        assertThat(exchange.calls).hasSize(4);
    }

    private static void schemaWithoutType(Exchange exchange) throws Exception {
        ok(exchange.send());
        assertThat(exchange.sent().at("/tools/0/input_schema/type").asText()).isEqualTo("object");
    }

    private static void silenceInAStream(Exchange exchange) throws Exception {
        assertThat(BlockReader.absent(Provider.Timeouts.class).idle()).isGreaterThan(Duration.ofSeconds(150));
        try (RawClient client = exchange.router.connect()) {
            client.post(exchange.from.path(), exchange.from.request().toString());
            client.readUntil("\"in_progress\"");
            client.readUntil(": keep-alive\n\n");
            client.readUntil(": keep-alive\n\n");
            FakeUpstream.Call call = exchange.calls.element();
            call.send("event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n");
            call.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains("event: response.completed");
        }
    }

    private static void sseWithContentLength(Exchange exchange) throws Exception {
        try (RawClient client = exchange.router.connect()) {
            StreamInvariants.streamsWithALengthKeepTheConnectionInStep(client);
        }
        try (HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int again = 0; again < 3; again++) {
                HttpResponse<String> response = http2.send(
                        exchange.router.request(
                                exchange.from.path(), exchange.from.request().toString()),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(response.headers().firstValue("content-length")).isEmpty();
                assertThat(response.body()).contains("Hello").endsWith("data: [DONE]\n\n");
            }
        }
    }

    private static void thoughtSignature(Exchange exchange) throws Exception {
        JsonNode answer = ok(exchange.send());
        JsonNode use = answer.path("content").path(answer.path("content").size() - 1);
        assertThat(use.path("type").asText()).isEqualTo("tool_use");
        ObjectNode next = exchange.request();
        ObjectNode said = next.withArray("messages").addObject().put("role", "assistant");
        said.putArray("content").add(use);
        ObjectNode result = next.withArray("messages").addObject().put("role", "user");
        result.putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", use.path("id").asText())
                .put("content", "rain");
        ok(exchange.send(next));
        JsonNode call = exchange.sent().at("/messages/1/tool_calls/0");
        assertThat(call.at("/extra_content/google/thought_signature").asText()).isEqualTo("U0lHTkFUVVJFLTE=");
        assertThat(call.path("id").asText()).isEqualTo("function-call-11");
        assertThat(exchange.sent().at("/messages/2/tool_call_id").asText()).isEqualTo("function-call-11");
    }

    private static void toolMessageName(Exchange exchange) throws Exception {
        ok(exchange.send());
        JsonNode results = exchange.sent().at("/messages/2/content");
        assertThat(results).hasSize(1);
        assertThat(results.path(0).path("tool_use_id").asText()).isEqualTo("call_1");
    }

    private static void unknownFinishReason(Exchange exchange) throws Exception {
        HttpResponse<String> response = exchange.send();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"Hello\"", "\" there\"", "\"stop_reason\":\"end_turn\"", "event: message_stop");
        assertThat(exchange.calls).hasSize(1);
    }
}
