package dev.sluicegate.router.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Golden;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Anthropic's own SDK against a provider that speaks OpenAI's protocol. */
@RouterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicClientOnOpenAiProviderTest {
    private final FakeUpstream upstream;
    private final AnthropicClient client;

    @AfterAll
    void close() {
        client.close();
    }

    private static MessageCreateParams.Builder request() {
        return MessageCreateParams.builder()
                .model("fast")
                .maxTokens(1000)
                .system("Answer briefly.")
                .addUserMessage("Grüß Gott 👋");
    }

    private static <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call);
    }

    private CompletableFuture<Message> create(MessageCreateParams request) {
        return start(() -> client.messages().create(request));
    }

    private CompletableFuture<Message> stream(MessageCreateParams request) {
        return start(() -> {
            MessageAccumulator accumulator = MessageAccumulator.create();
            try (StreamResponse<RawMessageStreamEvent> response =
                    client.messages().createStreaming(request)) {
                response.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
            }
            return accumulator.message();
        });
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(block -> block.text())
                .reduce("", String::concat);
    }

    AnthropicClientOnOpenAiProviderTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        client = AnthropicOkHttpClient.builder()
                .baseUrl(router.url(""))
                .apiKey("the-clients-own-key")
                .maxRetries(0)
                .build();
    }

    @Test
    void answersAndSaysWhoItIs() throws Exception {
        var answer =
                create(request().putAdditionalHeader("anthropic-beta", "a-beta").build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "anthropic/plain/answer.json");

        assertThat(call.uri).isEqualTo("/v1/chat/completions");
        assertThat(call.headers.get("authorization")).isEqualTo("Bearer " + RunningRouter.KEY);
        assertThat(call.headers.names())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("anthropic-"));
        assertThat(call.headers.toString()).doesNotContain("the-clients-own-key");
        assertThat(Golden.at(call.body, "/model")).isEqualTo("real-model");
        assertThat(Golden.at(call.body, "/messages/0/content")).isEqualTo("Answer briefly.");
        assertThat(Golden.at(call.body, "/messages/1/content")).isEqualTo("Grüß Gott 👋");
        assertThat(Golden.at(call.body, "/max_completion_tokens")).isEqualTo("1000");
        Message message = answer.join().validate();
        assertThat(text(message)).isEqualTo("About 384 400 km 🌙");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.usage().inputTokens()).isEqualTo(25);
        assertThat(message.usage().cacheReadInputTokens()).contains(100L);
    }

    @Test
    void streams() throws Exception {
        var answer = stream(request().build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "anthropic/plain/answer.sse");

        assertThat(Golden.at(call.body, "/stream_options/include_usage")).isEqualTo("true");
        Message message = answer.join();
        assertThat(text(message)).isEqualTo("About 384 400 km 🌙 – or 🌙");
        assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(message.usage().outputTokens()).isEqualTo(12);
    }

    @Test
    void callsToolsAndSendsTheirResults() throws Exception {
        MessageCreateParams first = withTool().build();
        var asked = create(first);
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "anthropic/tools/answer.json");

        assertThat(Golden.at(call.body, "/tools/0/function/parameters/type")).isEqualTo("object");
        assertThat(Golden.at(call.body, "/tool_choice")).isEqualTo("required");
        assertThat(Golden.at(call.body, "/parallel_tool_calls")).isEqualTo("false");
        Message message = asked.join().validate();
        assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(toolUses(message).stream().map(ToolUseBlock::name)).containsExactly("weather", "now");

        var answered = create(first.toBuilder()
                .addMessage(message)
                .addUserMessageOfContentBlockParams(toolUses(message).stream()
                        .map(use -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(use.id())
                                .content("result of " + use.name())
                                .isError(use.name().equals("now"))
                                .build()))
                        .toList())
                .build());
        call = upstream.take();
        Golden.answer(call, "anthropic/plain/answer.json");

        assertThat(Golden.at(call.body, "/messages/2/tool_calls/0/id")).isEqualTo("call_1");
        assertThat(Golden.at(call.body, "/messages/2/tool_calls/0/function/arguments"))
                .isEqualTo("{\"city\":\"Wien \\\"1\\\"\",\"days\":1.5}");
        assertThat(Golden.at(call.body, "/messages/3"))
                .isEqualTo("{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"result of weather\"}");
        assertThat(Golden.at(call.body, "/messages/4/content")).isEqualTo("Error: result of now");
        assertThat(Golden.at(call.body, "/messages/4/tool_call_id"))
                .isEqualTo(Golden.at(call.body, "/messages/2/tool_calls/1/id"));
        answered.join().validate();
    }

    @Test
    void streamsToolCalls() throws Exception {
        for (String file : List.of("anthropic/tools/answer.sse", "anthropic/tools/interleaved.sse")) {
            var answer = stream(withTool().build());
            Golden.answer(upstream.take(), file);

            Message message = answer.join();
            assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
            assertThat(toolUses(message).stream().map(use -> use._input().toString()))
                    .as(file)
                    .isEqualTo(
                            file.contains("interleaved")
                                    ? List.of("{a=1}", "{b=[2]}", "{}")
                                    : List.of("{city=W{\"en}", "{}"));
        }
    }

    private static MessageCreateParams.Builder withTool() {
        return request()
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build());
    }

    private static List<ToolUseBlock> toolUses(Message message) {
        return message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
    }

    @Test
    void sendsImagesLargeOnesToo() throws Exception {
        String data = "iVBORw0KGgo=".repeat(50_000);
        var answer = create(request()
                .addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofImage(ImageBlockParam.builder()
                        .source(Base64ImageSource.builder()
                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                .data(data)
                                .build())
                        .build())))
                .build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, "anthropic/plain/answer.json");

        assertThat(Golden.at(call.body, "/messages/2/content/0/image_url/url"))
                .isEqualTo("data:image/png;base64," + data);
        answer.join().validate();
    }

    @Test
    void showsReasoning() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "anthropic/thinking/answer.sse");

        List<ContentBlock> content = answer.join().content();
        assertThat(content).hasSize(2);
        assertThat(content.getFirst().asThinking().thinking()).isEqualTo("Is it? Yes.");
        assertThat(content.getLast().asText().text()).isEqualTo("Yes.");
    }

    @Test
    void refusesWhatTheProviderHasNoWordFor() {
        var answer = create(request().container("a-container").build());

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(BadRequestException.class)
                .hasMessageContaining("'container' cannot be translated");
    }

    @Test
    void passesErrorsOn() throws Exception {
        var answer = create(request().build());
        Golden.answer(upstream.take(), "anthropic/plain/error-429.json");

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(RateLimitException.class)
                .hasMessageContaining("rate_limit_error")
                .hasMessageContaining("Rate limit reached");
    }

    @Test
    void saysWhatIsNoAnswer() throws Exception {
        var answer = create(request().build());
        Golden.answer(upstream.take(), "anthropic/plain/something-else.json");

        assertThatThrownBy(answer::join).hasMessageContaining("502").hasMessageContaining("not a chat completion");
    }

    @Test
    void passesErrorsInTheMiddleOfAStreamOn() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "anthropic/plain/overloaded.sse");

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(SseException.class)
                .hasMessageContaining("The engine is overloaded");
    }

    @Test
    void neverEndsAStreamWellThatTheProviderDidNot() throws Exception {
        var answer = stream(request().build());
        Golden.answer(upstream.take(), "anthropic/plain/ends-early.sse");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(AnthropicException.class);
    }
}
