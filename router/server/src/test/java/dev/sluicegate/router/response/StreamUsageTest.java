package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of chat completions are accounted exactly, whether or not their clients ask what they took. OpenAI's own SDK is the judge. */
@RouterTest(config = """
            providers:
              - {name: asked, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: simple, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", streamUsage: AsSent}
            models:
              - {name: fast, targets: [{provider: asked}], retry: {attempts: 0}}
              - {name: renamed, targets: [{provider: asked, model: real-model}], retry: {attempts: 0}}
              - {name: plain, targets: [{provider: simple}], retry: {attempts: 0}}
              - {name: both, balance: Ordered, retry: {backoff: 1ms}, targets: [{provider: asked}, {provider: simple}]}
            """)
class StreamUsageTest {
    private static final String TEXT =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"content\":\"word\"},\"finish_reason\":null}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final FakeUpstream upstream;
    private final RunningRouter router;
    private final OpenAIClient client;
    private final Queue<RequestRecord> ended = new ConcurrentLinkedQueue<>();

    StreamUsageTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
        client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url("/v1"))
                .apiKey("any")
                .maxRetries(0)
                .build();
    }

    @BeforeEach
    void listen() {
        router.router.ledger().onEnd(ended::add);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theRouterAsksAndTheClientSeesWhatItWouldHaveSeen() throws Exception {
        answerAsAsked();
        List<ChatCompletionChunk> chunks = stream(request("fast").build());
        assertThat(chunks)
                .hasSize(2)
                .allMatch(chunk -> chunk.choices().size() == 1)
                .allMatch(chunk -> chunk.usage().isEmpty());
        assertThat(ended().usage().estimated()).isFalse();
        assertThat(ended.element().usage().input()).isEqualTo(100);
        assertThat(ended.element().usage().output()).isEqualTo(20);
    }

    @Test
    void aClientThatAsksIsToldToo() throws Exception {
        answerAsAsked();
        List<ChatCompletionChunk> chunks = stream(request("renamed")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        assertThat(chunks).hasSize(3);
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(20);
        assertThat(ended().usage().estimated()).isFalse();
    }

    @Test
    void aProviderThatRefusesToBeAskedIsNotAskedAgain() throws Exception {
        upstream.answers(call -> {
            if (call.body.contains("stream_options")) {
                call.json(422, "{\"error\":{\"message\":\"extra fields not permitted: stream_options\"}}");
            } else {
                call.startStream();
                call.send(TEXT + DONE);
                call.end();
            }
        });
        assertThat(stream(request("fast").build())).hasSize(1);
        assertThat(ended().usage().estimated()).isTrue();
        assertThat(stream(request("fast").build())).hasSize(1);
        assertThat(upstream.seen().values().stream().mapToInt(AtomicInteger::get))
                .as("twice the first time, once from then on")
                .containsExactlyInAnyOrder(2, 1);
    }

    @Test
    void aRequestThatIsInvalidByItselfIsNoReasonNotToAsk() throws Exception {
        upstream.answers(call -> call.json(400, "{\"error\":{\"message\":\"too long\"}}"));
        assertThatThrownBy(() -> stream(request("fast").build())).hasMessageContaining("too long");
        assertThat(upstream.seen().values().stream().mapToInt(AtomicInteger::get))
                .containsExactly(2);
        ended();
        ended.clear();
        answerAsAsked();
        stream(request("fast").build());
        assertThat(ended().usage().estimated()).as("it was asked, and has told").isFalse();

        upstream.seen().clear();
        upstream.answers(call -> call.json(400, "{\"error\":{\"message\":\"too long\"}}"));
        assertThatThrownBy(() -> stream(request("fast").build())).hasMessageContaining("too long");
        assertThat(upstream.seen().values().stream().mapToInt(AtomicInteger::get))
                .as("known to take it: what is invalid is the client's")
                .containsExactly(1);
    }

    /** By the usage alone is known that the answer was whole, and that is what the client does not see. */
    @Test
    void aStreamThatEndsAfterItsHiddenUsageGetsItsTerminator() throws Exception {
        for (String separator : List.of("\n\n", "\r\n\r\n")) {
            upstream.answers(call -> {
                call.startStream();
                call.send((TEXT + USAGE).replace("\n\n", separator));
                call.end();
            });
            assertThat(streamedBy("fast")).isEqualTo(TEXT.replace("\n\n", separator) + DONE);
            RequestRecord record = ended();
            assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(record.usage().estimated()).isFalse();
            assertThat(record.usage().output()).isEqualTo(20);
            ended.clear();
        }
    }

    /** Some providers count with each chunk, which says nothing of an end. */
    @Test
    void usageBesideTextIsNoEnd() throws Exception {
        upstream.answers(call -> {
            call.startStream();
            call.send(TEXT.replace("}\n\n", ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":1}}\n\n"));
            call.end();
        });
        assertThat(streamedBy("fast")).contains("ended its stream without its terminator");
    }

    private String streamedBy(String model) throws Exception {
        try (RawClient raw = router.connect()) {
            raw.post("/v1/chat/completions", "{\"stream\":true,\"model\":\"" + model + "\",\"messages\":[]}");
            return raw.read().body();
        }
    }

    @Test
    void aClientThatDeclinesIsTakenAtItsWord() throws Exception {
        answerAsAsked();
        List<ChatCompletionChunk> chunks = stream(request("fast")
                .streamOptions(ChatCompletionStreamOptions.builder()
                        .includeUsage(false)
                        .build())
                .build());
        assertThat(chunks).hasSize(2);
        assertThat(ended().usage().estimated()).isTrue();
    }

    @Test
    void aProviderThatIsNotToBeAskedIsNot() throws Exception {
        answerAsAsked();
        assertThat(stream(request("plain").build())).hasSize(2);
        assertThat(ended().usage().estimated()).isTrue();
    }

    @Test
    void eachProviderGetsItsOwnWords() throws Exception {
        try (RawClient raw = router.connect()) {
            raw.post("/v1/chat/completions", "{ \"stream\" : true, \"model\" : \"both\", \"messages\":[] }");
            FakeUpstream.Call first = upstream.take();
            assertThat(first.body)
                    .isEqualTo(
                            "{ \"stream\" : true, \"model\" : \"both\",\"stream_options\":{\"include_usage\":true}, \"messages\":[] }");
            first.breakOff();
            FakeUpstream.Call second = upstream.take();
            assertThat(second.body).isEqualTo("{ \"stream\" : true, \"model\" : \"both\", \"messages\":[] }");
            second.startStream();
            // it says so all the same, and its client gets it as it is
            second.send(TEXT + USAGE + DONE);
            second.end();
            assertThat(raw.read().body()).isEqualTo(TEXT + USAGE + DONE);
        }
    }

    @Test
    void onlyStreamsAreAsked() throws Exception {
        try (RawClient raw = router.connect()) {
            raw.post("/v1/chat/completions", "{\"model\":\"fast\"}");
            FakeUpstream.Call call = upstream.take();
            assertThat(call.body).isEqualTo("{\"model\":\"fast\"}");
            call.json(200, "{}");
            raw.read();
            raw.post("/v1/completions", "{\"model\":\"fast\",\"stream\":true}");
            assertThat(upstream.take().body).isEqualTo("{\"model\":\"fast\",\"stream\":true}");
        }
    }

    /** As OpenAI does: usage for those who ask. */
    private void answerAsAsked() {
        upstream.answers(call -> {
            call.startStream();
            call.send(TEXT + TEXT + (call.body.contains("\"include_usage\":true") ? USAGE : "") + DONE);
            call.end();
        });
    }

    private RequestRecord ended() {
        await().until(() -> ended.size() == 1);
        return ended.element();
    }

    private static ChatCompletionCreateParams.Builder request(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello");
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams request) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(request)) {
            return response.stream().map(ChatCompletionChunk::validate).toList();
        }
    }
}
