package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What happens while a client waits for its first byte: heartbeats, and hedges. */
@RouterTest(config = """
            streams: {heartbeat: 50ms}
            providers:
              - {name: first, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", timeouts: {firstByte: 20s, idle: 300ms}}
              - {name: second, api: OpenAI, baseUrl: "http://127.0.0.1:${second}/v1"}
            models:
              - {name: one, retry: {attempts: 0}, targets: [{provider: first}]}
              - {name: two, balance: Ordered, retry: {backoff: 1ms, maxBackoff: 10ms}, targets: [{provider: first}, {provider: second}]}
              - {name: hedged, balance: Ordered, hedge: {after: 50ms}, targets: [{provider: first}, {provider: second}]}
            """)
class StreamStartTest {
    private static final String STREAM = "{\"model\":\"%s\",\"stream\":true}";
    private static final String BEAT = ": keep-alive\n\n";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String END = "data: [DONE]\n\n";

    private final FakeUpstream first;
    private final FakeUpstream second;

    /** The limits stand in the same order as in a real config: heartbeat &lt; idle &lt; first byte. */
    private final RunningRouter router;

    StreamStartTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, RunningRouter router) {
        this.first = first;
        this.second = second;
        this.router = router;
    }

    /**
     * The first byte after five minutes, in a hundredth of the time: the head comes at once as vLLM's does, and its first event later
     * than the limit between two events allows, which does not hold yet.
     */
    @Test
    void aStreamWhoseFirstByteTakesLongIsKeptAliveAndComes() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            FakeUpstream.Call call = first.take();
            call.startStream();
            first.after(900, () -> {
                call.send(HELLO + END);
                call.end();
            });
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("content-type")).startsWith("text/event-stream");
            assertThat(response.body()).startsWith(BEAT + BEAT).endsWith(BEAT + HELLO + END);
            assertThat(response.complete()).isTrue();
        }
    }

    @Test
    void retriesGoOnUnderTheHeartbeat() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            FakeUpstream.Call call = first.take();
            client.readUntil(BEAT);
            call.json(503, "{\"error\":{\"message\":\"down\"}}");
            FakeUpstream.Call next = second.take();
            next.startStream();
            next.send(HELLO + END);
            next.end();
            assertThat(client.readUntil("0\r\n\r\n")).contains(HELLO + END).doesNotContain("down");
        }
    }

    @Test
    void anAnswerThatCannotFollowAHeartbeatIsToldAsAnEvent() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            FakeUpstream.Call call = first.take();
            client.readUntil(BEAT);
            call.json(429, "{\"error\":{\"message\":\"too much for today\"}}");
            assertThat(client.readToFin())
                    .contains(
                            "data: {\"error\":{\"message\":\"provider 'first' answered with HTTP status 429: too much")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
        }
        Awaitility.await().until(() -> router.router.ledger().streams(Outcome.UPSTREAM_FAILED) == 1);
    }

    @Test
    void theSdkRaisesWhenTheStreamFailsAfterAHeartbeat() {
        first.answers(call -> first.after(200, call::breakOff));
        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream = OpenAIOkHttpClient.builder()
                            .baseUrl(router.url("/v1"))
                            .apiKey("any")
                            .maxRetries(0)
                            .build()
                            .chat()
                            .completions()
                            .createStreaming(ChatCompletionCreateParams.builder()
                                    .model("one")
                                    .addUserMessage("hi")
                                    .build())) {
                        stream.stream().forEach(_ -> {});
                    }
                })
                .isInstanceOf(OpenAIException.class)
                .hasMessageContaining("provider 'first' broke off");
    }

    @Test
    void whatIsNoStreamHasNoHeartbeat() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"one\"}");
            FakeUpstream.Call call = first.take();
            first.after(200, () -> call.json(200, "{}"));
            assertThat(client.read().body()).isEqualTo("{}");
        }
    }

    @Test
    void aSecondAttemptAnswersWhereTheFirstTakesLong() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"hedged\"}");
            FakeUpstream.Call slow = first.take();
            second.take().json(200, "{\"from\":\"second\"}");
            assertThat(client.read().body()).contains("second");
            slow.cancelled.get(20, TimeUnit.SECONDS);
        }
        assertThat(router.admin("GET", AdminApi.METRICS, "").body())
                .contains("sluicegate_hedges_total 1.0", "sluicegate_hedges_won_total 1.0");
    }

    @Test
    void aHedgeThatFailsLeavesTheFirstAttemptRunning() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", "{\"model\":\"hedged\"}");
            FakeUpstream.Call slow = first.take();
            second.take().json(500, "{\"error\":{}}");
            Awaitility.await()
                    .until(() -> router.admin("GET", AdminApi.METRICS, "")
                            .body()
                            .contains("sluicegate_upstream_in_flight{provider=\"second\"} 0.0"));
            slow.json(200, "{\"from\":\"first\"}");
            assertThat(client.read().body()).contains("first");
        }
    }
}
