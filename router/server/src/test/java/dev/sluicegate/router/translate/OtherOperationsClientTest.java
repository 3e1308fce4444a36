package dev.sluicegate.router.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Golden;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official SDKs ask for beside conversations: embeddings, completions, counts of tokens, models. */
@RouterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherOperationsClientTest {
    private static final String PIECE =
            "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"text\":\"%s\",\"logprobs\":null,\"finish_reason\":%s}]}\n\n";

    private final FakeUpstream upstream;
    private final RunningRouter router;
    private final OpenAIClient openAi;
    private final AnthropicClient anthropic;

    @AfterAll
    void close() {
        openAi.close();
        anthropic.close();
    }

    private static <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call);
    }

    OtherOperationsClientTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl(router.url("/openai/v1"))
                .apiKey("the-clients-own-key")
                .maxRetries(0)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(router.url("/anthropic"))
                .apiKey("the-clients-own-key")
                .maxRetries(0)
                .build();
    }

    @Test
    void embeds() throws Exception {
        var answer = start(() -> openAi.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("other-name")
                        .input("Grüß Gott 👋")
                        .dimensions(2)
                        .build()));
        FakeUpstream.Call call = upstream.take();
        call.json(
                200,
                "{\"object\":\"list\",\"model\":\"m\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1.25]}],"
                        + "\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}");

        assertThat(call.uri).isEqualTo("/v1/embeddings");
        assertThat(Golden.at(call.body, "/model")).isEqualTo("real-model");
        assertThat(Golden.at(call.body, "/dimensions")).isEqualTo("2");
        assertThat(answer.join().validate().data().getFirst().embedding()).containsExactly(0.5f, -1.25f);
        assertThat(answer.join().usage().promptTokens()).isEqualTo(3);
    }

    @Test
    void saysThatAnAnthropicProviderHasNoEmbeddings() {
        assertThatThrownBy(() -> openAi.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("claude")
                                .input("a")
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("speaks Anthropic's API, which has no embeddings");
    }

    private CompletableFuture<String> complete() {
        return start(() -> {
            try (StreamResponse<Completion> response = openAi.completions()
                    .createStreaming(CompletionCreateParams.builder()
                            .model("fast")
                            .prompt("Once upon")
                            .build())) {
                return response.stream()
                        .map(completion -> completion.choices().getFirst().text())
                        .collect(Collectors.joining());
            }
        });
    }

    @Test
    void completesPlainText() throws Exception {
        var answer = complete();
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        call.send(PIECE.formatted(" a ", "null"));
        call.send(PIECE.formatted("time", "\"stop\"") + "data: [DONE]\n\n");
        call.end();

        assertThat(call.uri).isEqualTo("/v1/completions");
        assertThat(Golden.at(call.body, "/prompt")).isEqualTo("Once upon");
        assertThat(answer.join()).isEqualTo(" a time");
    }

    @Test
    void neverEndsACompletionWellThatTheProviderDidNot() throws Exception {
        var answer = complete();
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        call.send(PIECE.formatted(" a ", "null"));
        call.end();

        assertThatThrownBy(answer::join).hasCauseInstanceOf(OpenAIException.class);
    }

    @Test
    void countsTokens() throws Exception {
        var answer = start(() -> anthropic.messages().countTokens(count("claude")));
        FakeUpstream.Call call = upstream.take();
        call.json(200, "{\"input_tokens\":14}");

        assertThat(call.uri).isEqualTo("/v1/messages/count_tokens");
        assertThat(call.headers.get("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(Golden.at(call.body, "/messages/0/content")).isEqualTo("Grüß Gott 👋");
        assertThat(answer.join().validate().inputTokens()).isEqualTo(14);
    }

    /** Four bytes a token. */
    @Test
    void estimatesTheTokensWhereTheProviderCannotCountThem() {
        int before = upstream.seen().size();
        long few = estimate("Grüß Gott 👋");
        assertThat(few).isBetween(10L, 50L);
        assertThat(estimate("Grüß Gott 👋" + " word".repeat(800))).isEqualTo(few + 1000);
        assertThat(upstream.seen()).as("no provider is asked").hasSize(before);
    }

    private long estimate(String text) {
        try (var answer = anthropic
                .messages()
                .withRawResponse()
                .countTokens(MessageCountTokensParams.builder()
                        .model("fast")
                        .addUserMessage(text)
                        .build())) {
            assertThat(answer.headers().values("x-sluicegate-estimate")).containsExactly("true");
            return answer.parse().validate().inputTokens();
        }
    }

    private static MessageCountTokensParams count(String model) {
        return MessageCountTokensParams.builder()
                .model(model)
                .addUserMessage("Grüß Gott 👋")
                .build();
    }

    @Test
    void listsModelsToOpenAiClients() {
        assertThat(openAi.models().list().autoPager().stream()
                        .map(Model::validate)
                        .map(Model::id))
                .containsExactly("fast", "other-name", "one", "claude", "dead");
        assertThat(openAi.models().retrieve("other-name").validate().id()).isEqualTo("other-name");
        assertThatThrownBy(() -> openAi.models().retrieve("no/such model"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("there is no model 'no/such model' here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/anthropic", ""})
    void listsModelsToAnthropicClients(String base) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(router.url(base))
                .apiKey("k")
                .maxRetries(0)
                .build();
        assertThat(client.models().list().autoPager().stream()
                        .map(ModelInfo::validate)
                        .map(ModelInfo::id))
                .containsExactly("fast", "other-name", "one", "claude", "dead");
        var page = client.models().list(ModelListParams.builder().limit(2).build());
        assertThat(page.data().stream().map(ModelInfo::id)).containsExactly("fast", "other-name");
        assertThat(page.hasMore()).contains(true);
        assertThat(page.lastId()).contains("other-name");
        assertThat(page.autoPager().stream().map(ModelInfo::id))
                .containsExactly("fast", "other-name", "one", "claude", "dead");
        var last = client.models()
                .list(ModelListParams.builder().limit(2).beforeId("dead").build());
        assertThat(last.data().stream().map(ModelInfo::id)).containsExactly("one", "claude");
        assertThat(last.firstId()).contains("one");
        assertThat(last.hasMore()).contains(true);
        assertThatThrownBy(() -> client.models()
                        .list(ModelListParams.builder().afterId("nope").build()))
                .isInstanceOf(com.anthropic.errors.BadRequestException.class);
        assertThat(client.models().retrieve("fast").validate().displayName()).isEqualTo("fast");
        assertThatThrownBy(() -> client.models().retrieve("nope"))
                .isInstanceOf(com.anthropic.errors.NotFoundException.class);
        client.close();
    }
}
