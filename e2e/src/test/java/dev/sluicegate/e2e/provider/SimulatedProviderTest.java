package dev.sluicegate.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the official SDKs, directly. */
@NullMarked
class SimulatedProviderTest {
    private final SimulatedProvider provider = SimulatedProvider.start();
    private final OpenAIClient openAi = OpenAIOkHttpClient.builder()
            .baseUrl(provider.openAiUrl().toString())
            .apiKey("none")
            .maxRetries(0)
            .build();
    private final AnthropicClient anthropic = AnthropicOkHttpClient.builder()
            .baseUrl(provider.url().toString())
            .apiKey("none")
            .maxRetries(0)
            .build();

    @AfterEach
    void close() {
        openAi.close();
        anthropic.close();
        provider.close();
    }

    @Test
    void openAiStreams() {
        List<ChatCompletionChunk> chunks = openAiChunks(Directive.of("a", 5, 10));

        assertThat(openAiText(chunks)).isEqualTo("a:0 a:1 a:2 a:3 a:4 ");
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(5);
        awaitSeen("a", new Sighting(1, 1, 0));
    }

    @Test
    void openAiAnswersWhole() {
        var completion = openAi.chat().completions().create(openAiRequest(Directive.of("a", 3, 0)));

        assertThat(completion.choices().getFirst().message().content()).hasValue("a:0 a:1 a:2 ");
        assertThat(completion.choices().getFirst().finishReason().toString()).isEqualTo("stop");
    }

    @Test
    void openAiListsModels() {
        assertThat(openAi.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.id()).isEqualTo("sim"));
    }

    @Test
    void anthropicStreams() {
        try (var response = anthropic.messages().createStreaming(anthropicRequest(Directive.of("b", 4, 10)))) {
            var events = response.stream().toList();
            assertThat(events.stream()
                            .flatMap(event -> event.contentBlockDelta().stream())
                            .map(delta -> delta.delta().asText().text()))
                    .containsExactly("b:0 ", "b:1 ", "b:2 ", "b:3 ");
            assertThat(events.getFirst().messageStart()).isPresent();
            assertThat(events.getLast().messageStop()).isPresent();
        }
        awaitSeen("b", new Sighting(1, 1, 0));
    }

    @Test
    void anthropicAnswersWhole() {
        var message = anthropic.messages().create(anthropicRequest(Directive.of("b", 2, 0)));

        assertThat(message.content())
                .singleElement()
                .satisfies(block -> assertThat(block.asText().text()).isEqualTo("b:0 b:1 "));
        assertThat(message.usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void countsEveryArrivalUntilItIsToldToForget() throws Exception {
        openAiChunks(Directive.of("twice", 1, 0));
        openAiChunks(Directive.of("twice", 1, 0));
        awaitSeen("twice", new Sighting(2, 2, 0));

        assertThat(http("GET", "/_sim/counts").body()).isEqualTo("{\"twice\":2}");
        assertThat(http("GET", "/_sim/seen").body())
                .isEqualTo("{\"twice\":{\"count\":2,\"completed\":2,\"cancelled\":0}}");
        assertThat(http("DELETE", "/_sim/seen").statusCode()).isEqualTo(204);
        assertThat(provider.seen()).isEmpty();
    }

    @Test
    void countsAReaderThatLeaves() {
        try (var response =
                openAi.chat().completions().createStreaming(openAiRequest(Directive.of("gone", 1000, 20)))) {
            assertThat(response.stream().limit(3)).hasSize(3);
        }
        awaitSeen("gone", new Sighting(1, 0, 1));
        assertThat(provider.inFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RATE_LIMITED", "OVERLOADED", "SERVER_ERROR"})
    void answersWithAnError(Fault fault) {
        Directive directive = new Directive("e", 4, 0, 0, fault);

        assertThatThrownBy(() -> openAiChunks(directive))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(Integer.parseInt(fault.word())));
        assertThatThrownBy(() -> anthropic.messages().create(anthropicRequest(directive)))
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(Integer.parseInt(fault.word())));
    }

    @Test
    void resetsBeforeTheFirstByte() {
        assertThatThrownBy(() -> openAiChunks(new Directive("r", 4, 0, 0, Fault.RESET_BEFORE_FIRST_BYTE)))
                .isInstanceOf(OpenAIIoException.class);
        awaitSeen("r", new Sighting(1, 0, 1));
    }

    @Test
    void resetsAfterTheFirstByte() {
        // the SDK's stream hides what kind of exception ends it
        assertThatThrownBy(() -> openAiChunks(new Directive("r", 4, 10, 0, Fault.RESET_AFTER_FIRST_BYTE)))
                .isInstanceOf(OpenAIException.class);
        awaitSeen("r", new Sighting(1, 0, 1));
    }

    @Test
    void endsWithoutItsTerminator() {
        List<ChatCompletionChunk> chunks = openAiChunks(new Directive("eof", 4, 0, 0, Fault.EOF));

        assertThat(openAiText(chunks)).isEqualTo("eof:0 eof:1 ");
        assertThat(chunks)
                .noneMatch(chunk -> chunk.choices().getFirst().finishReason().isPresent());
    }

    @Test
    void beginsWithAnErrorEvent() {
        Directive directive = new Directive("f", 4, 0, 0, Fault.FIRST_EVENT_ERROR);

        assertThatThrownBy(() -> openAiChunks(directive)).isInstanceOf(SseException.class);
        try (var response = anthropic.messages().createStreaming(anthropicRequest(directive))) {
            assertThatThrownBy(() -> response.stream().toList()).isInstanceOf(com.anthropic.errors.SseException.class);
        }
    }

    @Test
    void asksForItsKey() throws Exception {
        try (SimulatedProvider guarded = SimulatedProvider.start(0, "sesame")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(guarded.url().resolve("/v1/messages"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[]}"));
            assertThat(send(request).statusCode()).isEqualTo(401);
            assertThat(send(request.setHeader("x-api-key", "sesame")).statusCode())
                    .isEqualTo(200);
        }
    }

    private void awaitSeen(String id, Sighting sighting) {
        await().untilAsserted(() -> assertThat(provider.seen()).containsEntry(id, sighting));
    }

    private List<ChatCompletionChunk> openAiChunks(Directive directive) {
        try (StreamResponse<ChatCompletionChunk> response =
                openAi.chat().completions().createStreaming(openAiRequest(directive))) {
            return response.stream().toList();
        }
    }

    private static String openAiText(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    private static ChatCompletionCreateParams openAiRequest(Directive directive) {
        return ChatCompletionCreateParams.builder()
                .model("sim")
                .addUserMessage("first words")
                .addUserMessage(directive.text())
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
    }

    private static MessageCreateParams anthropicRequest(Directive directive) {
        return MessageCreateParams.builder()
                .model("sim")
                .maxTokens(100)
                .addUserMessage(directive.text())
                .build();
    }

    private HttpResponse<String> http(String method, String path) throws IOException, InterruptedException {
        URI uri = provider.url().resolve(path);
        return send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
