package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Row 22 of the promises, second half: what is tried again, what is not, and what the client learns in the end. */
@RouterTest(config = """
            streams: {heartbeat: 0s}
            providers:
              - {name: first, api: OpenAI, streamUsage: AsSent, baseUrl: "http://127.0.0.1:${first}/v1", timeouts: {connect: 2s, firstByte: 20s, idle: 20s}}
              - {name: second, api: OpenAI, baseUrl: "http://127.0.0.1:${second}/v1"}
              - {name: claude, api: Anthropic, baseUrl: "http://127.0.0.1:${second}"}
              - {name: hurried, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", timeouts: {firstByte: 300ms, idle: 200ms}}
              - {name: short, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", timeouts: {request: 3s}}
              - {name: nobody, api: OpenAI, baseUrl: "http://127.0.0.1:1/v1"}
            models:
              - {name: one, targets: [{provider: first}], retry: {attempts: 2, backoff: 1ms, maxBackoff: 10ms}}
              - {name: two, balance: Ordered, targets: [{provider: first}, {provider: second}], retry: {backoff: 1ms, maxBackoff: 10ms}}
              - {name: once, targets: [{provider: first}], retry: {attempts: 0}}
              - {name: once-elsewhere, targets: [{provider: second}], retry: {attempts: 0}}
              - {name: gone, balance: Ordered, targets: [{provider: nobody}, {provider: second}]}
              - {name: falls, targets: [{provider: first}], fallbacks: [claude], retry: {attempts: 0}}
              - {name: claude, targets: [{provider: claude}], retry: {backoff: 1ms, maxBackoff: 10ms}}
              - {name: hurried, balance: Ordered, targets: [{provider: hurried}, {provider: second}]}
              - {name: short, targets: [{provider: short}], retry: {attempts: 20, backoff: 600ms, maxBackoff: 600ms}}
            """)
class RetryTest {
    private static final String STREAM = "{\"model\":\"%s\",\"stream\":true}";
    private static final String HELLO =
            "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String END = "data: [DONE]\n\n";

    private final FakeUpstream first;
    private final FakeUpstream second;
    private final RunningRouter router;

    RetryTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, RunningRouter router) {
        this.first = first;
        this.second = second;
        this.router = router;
    }

    @Test
    void aConnectionThatBreaksBeforeTheFirstByteIsTriedAtTheNextTarget() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            first.take().breakOff();
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
        await().until(() -> router.router.ledger().streams(Outcome.COMPLETED) == 1);
    }

    @Test
    void aConnectionThatBreaksInsideTheFirstEventIsTriedAgainToo() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            FakeUpstream.Call call = first.take();
            call.startStream();
            call.send("data: {\"id\":");
            call.breakOff();
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
    }

    @Test
    void aRefusedConnectionIsTriedAtTheNextTarget() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("gone"));
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
    }

    @Test
    void aFirstEventThatIsAnErrorCountsAsBeforeTheFirstByte() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            FakeUpstream.Call call = first.take();
            call.startStream();
            call.send(": warming up\n\n");
            call.send("data: {\"id\":\"x\",\"error\":{\"code\":503,\"message\":\"overloaded\"}}\n\n");
            call.cancelled.get(20, TimeUnit.SECONDS);
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
    }

    @Test
    void theLastErrorEventIsPassedOnAsItIs() throws Exception {
        String error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            for (int i = 0; i < 3; i++) {
                FakeUpstream.Call call = first.take();
                call.startStream();
                call.send(error);
                call.end();
            }
            RawClient.Response response = client.read();
            assertThat(response.body()).isEqualTo(error);
            assertThat(response.complete()).isTrue();
        }
    }

    @Test
    void nothingIsTriedAgainAfterTheFirstByte() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            FakeUpstream.Call call = first.take();
            call.startStream();
            call.send(HELLO);
            client.readUntil(HELLO);
            call.breakOff();
            assertThat(client.readToFin())
                    .contains("provider 'first' broke off")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
        }
        await().until(() -> router.router.ledger().streams(Outcome.UPSTREAM_FAILED) == 1);
        assertThat(first.seen().values()).allMatch(times -> times.get() == 1);
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void theLastAnswerIsTheClientsWithTheWordThatNoMoreHelps() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            first.take().json(503, "{\"error\":{\"message\":\"1\"}}");
            first.take().json(500, "{\"error\":{\"message\":\"2\"}}");
            first.take().json(529, "{\"error\":{\"message\":\"3\"}}", "retry-after", "300");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(529);
            assertThat(response.body()).isEqualTo("{\"error\":{\"message\":\"3\"}}");
            assertThat(response.header("x-should-retry")).isEqualTo("false");
            assertThat(response.header("retry-after")).isEqualTo("60");
        }
    }

    @Test
    void theLastFailureOfOurOwnSaysHowManyAttemptsItTook() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            for (int i = 0; i < 3; i++) {
                first.take().breakOff();
            }
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.body()).contains("provider 'first' broke off", "the last of 3 attempts");
            assertThat(response.header("x-should-retry")).isEqualTo("false");
        }
    }

    @Test
    void invalidRequestsArePassedOnAtOnce() throws Exception {
        for (int status : List.of(400, 403, 404, 413, 422)) {
            try (RawClient client = router.connect()) {
                client.post("/v1/chat/completions", STREAM.formatted("two"));
                first.take().json(status, "{\"error\":{}}");
                RawClient.Response response = client.read();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.header("x-should-retry")).isNull();
            }
        }
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void aProviderThatRefusesTheGatewaysKeyIsNotTheClientsBusiness() throws Exception {
        String refusal = "{\"error\":{\"message\":\"Incorrect API key provided: sk-own-1234\"}}";
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("two"));
            first.take().json(401, refusal);
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("once"));
            first.take().json(401, refusal, "x-key", "sk-own-1234");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.header("x-should-retry")).isEqualTo("false");
            assertThat(response.header("x-key")).isNull();
            assertThat(response.body())
                    .contains("provider 'first' does not accept the gateway's own key")
                    .doesNotContain("sk-own");
        }
    }

    @Test
    void aHintThatIsTooLongForUsButNotForTheClientIsLeftToTheClient() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            first.take().json(429, "{\"error\":{}}", "retry-after", "30");
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(429);
            assertThat(response.header("retry-after")).isEqualTo("30");
            assertThat(response.header("x-should-retry")).isNull();
        }
    }

    @Test
    void fallsBackToAModelThatSpeaksTheOtherProtocol() throws Exception {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> openAi().chat()
                .completions()
                .create(chat("falls"))
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow());
        first.take().json(500, "{\"error\":{\"message\":\"down\"}}");
        FakeUpstream.Call call = second.take();
        assertThat(call.uri).isEqualTo("/v1/messages");
        call.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],
                 "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}
                """);
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("Hello");
    }

    @Test
    void aSilentTargetIsLeftAfterItsFirstByteLimit() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("hurried"));
            FakeUpstream.Call call = first.take();
            answer(second.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
            call.cancelled.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theWholeRequestsLimitSpansAllAttempts() throws Exception {
        first.answers(call -> call.json(503, "{\"error\":{\"message\":\"down\"}}"));
        try (RawClient client = router.connect()) {
            RawClient.Response response = client.exchange("/v1/chat/completions", STREAM.formatted("short"));
            // the provider's last answer, or that the limit came while one was awaited
            assertThat(response.status()).isIn(503, 504);
            assertThat(response.header("x-should-retry")).isEqualTo("false");
        }
        // 20 pauses of at least 300 ms do not fit into 3 s
        assertThat(first.seen().values()).allMatch(times -> times.get() < 12);
    }

    @Test
    void theOpenAiClientDoesNotRepeatWhatWeHaveRepeated() throws Exception {
        first.answers(call -> call.json(500, "{\"error\":{\"message\":\"broken for good\"}}"));
        InternalServerException failure = catchThrowableOfType(
                InternalServerException.class,
                () -> openAi().chat().completions().create(chat("one")));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).contains("broken for good");
        assertThat(first.seen().values().stream().mapToInt(times -> times.get()).sum())
                .isEqualTo(3);
    }

    @Test
    void anAnthropicSpendCapIsNotTriedAgain() throws Exception {
        second.answers(call -> call.json(
                429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"your limit\"}}"));
        RateLimitException failure = catchThrowableOfType(
                RateLimitException.class,
                () -> AnthropicOkHttpClient.builder()
                        .baseUrl(router.url("/anthropic"))
                        .apiKey("any")
                        .build()
                        .messages()
                        .create(MessageCreateParams.builder()
                                .model("claude")
                                .maxTokens(9)
                                .addUserMessage("hi")
                                .build()));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).contains("your limit");
        assertThat(second.seen().values().stream()
                        .mapToInt(times -> times.get())
                        .sum())
                .isEqualTo(1);
    }

    /** The model has no further attempts, and needs none. */
    @Test
    void aConnectionThatTheProviderClosedWhileItWasIdleCostsNoAttempt() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("once"));
            answer(first.take());
            assertThat(client.read().complete()).isTrue();
            client.post("/v1/chat/completions", STREAM.formatted("once"));
            first.take().breakOff();
            answer(first.take());
            assertThat(client.read().body()).isEqualTo(HELLO + END);
        }
        // a new connection that breaks is the provider's failure
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("once-elsewhere"));
            second.take().breakOff();
            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void theClientThatLeavesEndsTheRetriesToo() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.formatted("one"));
            first.take().json(503, "{}", "retry-after", "5");
            await().until(() -> router.router.ledger().inFlight() == 1);
        }
        await().until(() -> router.router.ledger().streams(Outcome.CLIENT_LEFT) == 1);
        await().until(() -> router.router.ledger().inFlight() == 0);
    }

    private static void answer(FakeUpstream.Call call) {
        call.startStream();
        call.send(HELLO + END);
        call.end();
    }

    private OpenAIClient openAi() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(router.url("/v1"))
                .apiKey("any")
                .build();
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hi")
                .build();
    }
}
