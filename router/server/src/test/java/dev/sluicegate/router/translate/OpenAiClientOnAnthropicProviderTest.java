package dev.sluicegate.router.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Golden;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** OpenAI's own SDK against a provider that speaks Anthropic's protocol. */
@RouterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientOnAnthropicProviderTest {
    private final FakeUpstream upstream;
    private final OpenAIClient client;

    @AfterAll
    void close() {
        client.close();
    }

    private static ChatCompletionCreateParams.Builder request() {
        return ChatCompletionCreateParams.builder()
                .model("claude")
                .addSystemMessage("Answer briefly.")
                .addUserMessage("Grüß Gott 👋");
    }

    private static <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call);
    }

    private CompletableFuture<ChatCompletion> create(ChatCompletionCreateParams request) {
        return start(() -> client.chat().completions().create(request));
    }

    private CompletableFuture<List<ChatCompletionChunk>> stream(ChatCompletionCreateParams request) {
        return start(() -> {
            try (StreamResponse<ChatCompletionChunk> response =
                    client.chat().completions().createStreaming(request)) {
                return response.stream().toList();
            }
        });
    }

    OpenAiClientOnAnthropicProviderTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url("/v1"))
                .apiKey("the-clients-own-key")
                .maxRetries(0)
                .build();
    }

    @Test
    void answersAndSaysWhoItIs() throws Exception {
        var answer = create(request().temperature(0.5).build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "openai/plain/answer.json");

        assertThat(call.uri).isEqualTo("/v1/messages");
        assertThat(call.headers.get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(call.headers.get("x-api-key")).isEqualTo(RunningRouter.KEY);
        assertThat(call.headers.get("content-type")).startsWith("application/json");
        assertThat(call.headers.names())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-stainless"));
        assertThat(call.headers.toString()).doesNotContain("the-clients-own-key");
        assertThat(Golden.at(call.body, "/system/0/text")).isEqualTo("Answer briefly.");
        assertThat(Golden.at(call.body, "/messages/0/content/0/text")).isEqualTo("Grüß Gott 👋");
        assertThat(Golden.at(call.body, "/max_tokens")).isEqualTo("32000");
        ChatCompletion completion = answer.join().validate();
        assertThat(completion.choices().getFirst().message().content()).contains("About 384 400 km 🌙");
        assertThat(completion.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(125);
    }

    @Test
    void streams() throws Exception {
        var answer = stream(request()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "openai/plain/answer.sse");

        assertThat(Golden.at(call.body, "/stream")).isEqualTo("true");
        List<ChatCompletionChunk> chunks = answer.join();
        chunks.forEach(ChatCompletionChunk::validate);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta().content().stream())
                        .collect(Collectors.joining()))
                .isEqualTo("About 384 400 km 🌙 – or 🌙");
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(12);
    }

    @Test
    void callsToolsAndSendsTheirResults() throws Exception {
        ChatCompletionCreateParams first = withTool().build();
        var asked = create(first);
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "openai/tools/answer.json");

        assertThat(Golden.at(call.body, "/tools/0/input_schema/type")).isEqualTo("object");
        assertThat(Golden.at(call.body, "/tool_choice"))
                .isEqualTo("{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        ChatCompletion completion = asked.join().validate();
        checkToolCalls(completion);

        ChatCompletionCreateParams.Builder second =
                first.toBuilder().addMessage(completion.choices().getFirst().message());
        for (ChatCompletionMessageFunctionToolCall toolCall : toolCalls(completion)) {
            second.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(toolCall.id())
                    .content("result of " + toolCall.function().name())
                    .build());
        }
        var answered = create(second.build());
        call = upstream.take();
        Golden.answer(call, "openai/plain/answer.json");

        assertThat(Golden.at(call.body, "/messages/1/content/1"))
                .isEqualTo("{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":"
                        + "{\"city\":\"Wien \\\"1\\\"\",\"days\":1.5}}");
        assertThat(Golden.at(call.body, "/messages/2/role")).isEqualTo("user");
        assertThat(Golden.at(call.body, "/messages/2/content/1/tool_use_id")).isEqualTo("toolu_2");
        assertThat(Golden.at(call.body, "/messages/2/content/1/content/0/text")).isEqualTo("result of now");
        assertThat(answered.join().choices().getFirst().message().content()).isPresent();
    }

    @Test
    void streamsToolCalls() throws Exception {
        var answer = stream(withTool().build());
        Golden.answer(upstream.take(), "openai/tools/answer.sse");

        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        answer.join().forEach(accumulator::accumulate);
        ChatCompletion completion = accumulator.chatCompletion();
        assertThat(completion.choices().getFirst().message().content()).contains("Let me look.");
        assertThat(completion.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(toolCalls(completion).stream().map(ChatCompletionMessageFunctionToolCall::id))
                .containsExactly("toolu_1", "toolu_2");
        assertThat(toolCalls(completion).stream().map(each -> each.function().arguments()))
                .containsExactly("{\"city\": \"Wien\"}", "{}");
    }

    private static ChatCompletionCreateParams.Builder withTool() {
        return request()
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .parallelToolCalls(false);
    }

    private static List<ChatCompletionMessageFunctionToolCall> toolCalls(ChatCompletion completion) {
        return completion.choices().getFirst().message().toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static void checkToolCalls(ChatCompletion completion) {
        assertThat(completion.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(toolCalls(completion).stream().map(each -> each.function().arguments()))
                .containsExactly("{\"city\":\"Wien \\\"1\\\"\",\"days\":1.50}", "{}");
    }

    @Test
    void sendsImagesLargeOnesToo() throws Exception {
        String data = "iVBORw0KGgo=".repeat(50_000);
        var answer = create(request()
                .addUserMessageOfArrayOfContentParts(
                        List.of(image("data:image/png;base64," + data), image("https://example.com/a.jpg")))
                .build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "openai/plain/answer.json");

        assertThat(Golden.at(call.body, "/messages/0/content/1/source/media_type"))
                .isEqualTo("image/png");
        assertThat(Golden.at(call.body, "/messages/0/content/1/source/data")).isEqualTo(data);
        assertThat(Golden.at(call.body, "/messages/0/content/2/source/url")).isEqualTo("https://example.com/a.jpg");
        answer.join().validate();
    }

    private static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build());
    }

    @Test
    @SuppressWarnings("deprecation") // the only way to a field that the SDK does not know
    void showsReasoning() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "openai/thinking/answer.sse");

        List<String> reasoning = new ArrayList<>();
        for (ChatCompletionChunk chunk : answer.join()) {
            JsonValue value =
                    chunk.choices().getFirst().delta()._additionalProperties().get("reasoning_content");
            if (value != null) {
                reasoning.add(value.asStringOrThrow());
            }
        }
        assertThat(reasoning).containsExactly("Is it? ", "Yes.");
    }

    @Test
    void refusesWhatTheProviderHasNoWordFor() {
        var answer = create(request().n(2).build());

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(BadRequestException.class)
                .hasMessageContaining("'n' cannot be translated");
    }

    @Test
    void passesErrorsOn() throws Exception {
        var answer = create(request().build());
        Golden.answer(upstream.take(), "openai/plain/error-429.json");

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(RateLimitException.class)
                .hasMessageContaining("exceeded your rate limit");
    }

    @Test
    void saysWhatIsNoAnswer() throws Exception {
        var answer = create(request().build());
        Golden.answer(upstream.take(), "openai/plain/not-json.json");

        assertThatThrownBy(answer::join).hasMessageContaining("502").hasMessageContaining("not JSON");
    }

    @Test
    void passesErrorsInTheMiddleOfAStreamOn() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "openai/plain/overloaded.sse");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(SseException.class).hasMessageContaining("Overloaded");
    }

    @Test
    void neverEndsAStreamWellThatTheProviderDidNot() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "openai/plain/ends-early.sse");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(OpenAIException.class);
    }
}
