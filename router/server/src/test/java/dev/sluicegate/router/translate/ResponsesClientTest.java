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
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.CustomTool;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseCustomToolCall;
import com.openai.models.responses.ResponseCustomToolCallOutput;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Golden;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own SDK asks for responses: of a provider that has them, of one that has chat completions only, and of one of Anthropic's protocol. */
@RouterTest(config = """
            providers:
              - {name: openai, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: chat, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", responses: Chat}
              - {name: anthropic, api: Anthropic, baseUrl: "http://127.0.0.1:${first}"}
            models:
              - {name: native, retry: {attempts: 0}, targets: [{provider: openai}]}
              - {name: chat, retry: {attempts: 0}, targets: [{provider: chat}]}
              - {name: claude, retry: {attempts: 0}, targets: [{provider: anthropic}]}
            """)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesClientTest {
    private final FakeUpstream upstream;
    private final OpenAIClient client;

    @AfterAll
    void close() {
        client.close();
    }

    private static ResponseCreateParams.Builder request(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .instructions("Answer briefly.")
                .input("Grüß Gott 👋");
    }

    private static <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call);
    }

    private CompletableFuture<Response> create(ResponseCreateParams request) {
        return start(() -> client.responses().create(request));
    }

    private CompletableFuture<List<ResponseStreamEvent>> stream(ResponseCreateParams request) {
        return start(() -> {
            try (StreamResponse<ResponseStreamEvent> response =
                    client.responses().createStreaming(request)) {
                return response.stream().toList();
            }
        });
    }

    /** Of the provider that stands behind a model. */
    private static String folder(String model) {
        return model.equals("chat") ? "responses-on-chat" : "responses-on-messages";
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    ResponsesClientTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url("/v1"))
                .apiKey("the-clients-own-key")
                .maxRetries(0)
                .build();
    }

    @ParameterizedTest
    @CsvSource({"chat, /v1/chat/completions, /messages/0/content", "claude, /v1/messages, /system/0/text"})
    void answersAndSaysWhoItIs(String model, String uri, String instructions) throws Exception {
        var answer = create(request(model).temperature(0.5).build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, folder(model) + "/plain/answer.json");

        assertThat(call.uri).isEqualTo(uri);
        assertThat(call.headers.toString()).doesNotContain("the-clients-own-key");
        assertThat(Golden.at(call.body, instructions)).isEqualTo("Answer briefly.");
        Response response = answer.join().validate();
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(text(response)).startsWith("About 384 400 km 🌙");
        assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(125);
        assertThat(response.usage().orElseThrow().inputTokensDetails().cachedTokens())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"chat, INCOMPLETE", "claude, COMPLETED"})
    void streams(String model, String status) throws Exception {
        var answer = stream(request(model).build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, folder(model) + "/plain/answer.sse");

        assertThat(Golden.at(call.body, "/stream")).isEqualTo("true");
        Response response = checked(answer.join());
        assertThat(text(response)).isEqualTo("About 384 400 km 🌙 – or 🌙");
        assertThat(response.status().orElseThrow().value()).hasToString(status);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(12);
    }

    /** Every event is one, they are numbered without a gap, and what the deltas add up to is what the last event says. */
    private static Response checked(List<ResponseStreamEvent> events) {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        for (ResponseStreamEvent event : events) {
            accumulator.accumulate(event.validate());
        }
        Response response = accumulator.response().validate();
        assertThat(accumulator.reconstructedResponse().output()).isEqualTo(response.output());
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void callsToolsAndSendsTheirResults(String model) throws Exception {
        ResponseCreateParams first = withTool(model).build();
        var asked = create(first);
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, folder(model) + "/tools/answer.json");
        String tool = model.equals("chat") ? "/tools/0/function/parameters/type" : "/tools/0/input_schema/type";
        assertThat(Golden.at(call.body, tool)).isEqualTo("object");
        Response response = asked.join().validate();
        assertThat(calls(response).stream().map(ResponseFunctionToolCall::arguments))
                .containsExactly("{\"city\":\"Wien \\\"1\\\"\",\"days\":1.50}", "{}");

        List<ResponseInputItem> items = new ArrayList<>();
        items.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("What is the weather?")
                .build()));
        for (ResponseOutputItem item : response.output()) {
            item.message().map(ResponseInputItem::ofResponseOutputMessage).ifPresent(items::add);
            item.functionCall().map(ResponseInputItem::ofFunctionCall).ifPresent(items::add);
        }
        for (ResponseFunctionToolCall toolCall : calls(response)) {
            items.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(toolCall.callId())
                    .output("result of " + toolCall.name())
                    .build()));
        }
        var answered = create(first.toBuilder()
                .input(ResponseCreateParams.Input.ofResponse(items))
                .build());
        call = upstream.take();
        Golden.answer(call, folder(model) + "/plain/answer.json");

        if (model.equals("chat")) {
            assertThat(Golden.at(call.body, "/messages/2/tool_calls/0/function/name"))
                    .isEqualTo("weather");
            assertThat(Golden.at(call.body, "/messages/3/content")).isEqualTo("result of weather");
            assertThat(Golden.at(call.body, "/messages/4/content")).isEqualTo("result of now");
        } else {
            assertThat(Golden.at(call.body, "/messages/1/content/1/name")).isEqualTo("weather");
            assertThat(Golden.at(call.body, "/messages/2/content/1/content/0/text"))
                    .isEqualTo("result of now");
        }
        assertThat(text(answered.join())).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat   | tools/answer      | {"city":"W{\\"en"}, {}
            chat   | tools/interleaved | {"a":1}, {"b":[2]}, {}
            claude | tools/answer      | {"city": "Wien"}, {}
            """)
    void streamsToolCalls(String model, String file, String arguments) throws Exception {
        var answer = stream(withTool(model).build());
        Golden.answer(upstream.take(), folder(model) + "/" + file + ".sse");

        assertThat(calls(checked(answer.join())).stream()
                        .map(ResponseFunctionToolCall::arguments)
                        .collect(Collectors.joining(", ")))
                .isEqualTo(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void callsCustomToolsAndSendsTheirResults(String model) throws Exception {
        ResponseCreateParams first = request(model)
                .addTool(CustomTool.builder().name("apply_patch").build())
                .build();
        var asked = stream(first);
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, folder(model) + "/custom/answer.sse");
        ResponseCustomToolCall made = checked(asked.join()).output().getFirst().asCustomToolCall();
        assertThat(made.name()).isEqualTo("apply_patch");
        assertThat(made.input()).startsWith("*** Begin\nPatch");

        var answered = create(first.toBuilder()
                .input(ResponseCreateParams.Input.ofResponse(List.of(
                        ResponseInputItem.ofCustomToolCall(made),
                        ResponseInputItem.ofCustomToolCallOutput(ResponseCustomToolCallOutput.builder()
                                .callId(made.callId())
                                .output("patched")
                                .build()))))
                .build());
        call = upstream.take();
        Golden.answer(call, folder(model) + "/plain/answer.json");
        assertThat(call.body).contains(model.equals("chat") ? "{\\\"input\\\":\\\"***" : "{\"input\":\"***", "patched");
        assertThat(text(answered.join())).isNotEmpty();
    }

    private static ResponseCreateParams.Builder withTool(String model) {
        return request(model)
                .addTool(FunctionTool.builder()
                        .name("weather")
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .strict(false)
                        .build())
                .parallelToolCalls(false);
    }

    private static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void showsReasoningAndTakesItBack(String model) throws Exception {
        ResponseCreateParams first = request(model)
                .reasoning(Reasoning.builder().effort(ReasoningEffort.HIGH).build())
                .build();
        var asked = stream(first);
        Golden.answer(upstream.take(), folder(model) + "/thinking/answer.sse");
        Response response = checked(asked.join());
        String reasoning = response.output().stream()
                .flatMap(item -> item.reasoning().stream())
                .flatMap(item -> item.content().orElseThrow().stream())
                .map(content -> content.text())
                .collect(Collectors.joining());
        assertThat(reasoning).isEqualTo("Is it? Yes.");

        List<ResponseInputItem> items = new ArrayList<>();
        for (ResponseOutputItem item : response.output()) {
            item.reasoning().map(ResponseInputItem::ofReasoning).ifPresent(items::add);
            item.message().map(ResponseInputItem::ofResponseOutputMessage).ifPresent(items::add);
        }
        var answered = create(first.toBuilder()
                .input(ResponseCreateParams.Input.ofResponse(items))
                .build());
        FakeUpstream.Call call = upstream.take();
        Golden.answer(call, folder(model) + "/plain/answer.json");
        answered.join();
        if (model.equals("chat")) {
            assertThat(Golden.at(call.body, "/messages/1/reasoning_content")).isEqualTo(reasoning);
        } else {
            assertThat(Golden.at(call.body, "/messages/0/content/0/signature")).isEqualTo("c2ln");
            assertThat(Golden.at(call.body, "/messages/0/content/1/type")).isEqualTo("redacted_thinking");
        }
    }

    @Test
    void showsReasoningAsASummaryToWhomAsksForOne() throws Exception {
        var asked = stream(request("chat")
                .reasoning(Reasoning.builder().summary(Reasoning.Summary.AUTO).build())
                .build());
        Golden.answer(upstream.take(), "responses-on-chat/thinking/answer.sse");

        assertThat(checked(asked.join())
                        .output()
                        .getFirst()
                        .asReasoning()
                        .summary()
                        .getFirst()
                        .text())
                .isEqualTo("Is it? Yes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void passesErrorsOn(String model) throws Exception {
        var answer = create(request(model).build());
        Golden.answer(upstream.take(), folder(model) + "/plain/error-429.json");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(RateLimitException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void passesErrorsInTheMiddleOfAStreamOn(String model) throws Exception {
        var answer = stream(request(model).build());
        Golden.answer(upstream.take(), folder(model) + "/plain/overloaded.sse");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(SseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "chat", "claude"})
    void neverEndsAStreamWellThatTheProviderDidNot(String model) throws Exception {
        var answer = stream(request(model).build());
        FakeUpstream.Call call = upstream.take();
        if (model.equals("native")) {
            call.startStream();
            call.send(
                    "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{}}\n\n");
            call.end();
        } else {
            Golden.answer(call, folder(model) + "/plain/ends-early.sse");
        }

        assertThatThrownBy(answer::join).hasCauseInstanceOf(OpenAIException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "claude"})
    void refusesWhatNeedsResponsesToBeKept(String model) {
        assertThatThrownBy(() -> client.responses()
                        .create(request(model).previousResponseId("resp_1").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'previous_response_id' cannot be translated")
                .hasMessageContaining("send the whole conversation");
    }

    @Test
    void passesThroughToWhoHasResponses() throws Exception {
        var answer = stream(
                request("native").previousResponseId("resp_1").store(true).build());
        FakeUpstream.Call call = upstream.take();
        assertThat(call.uri).isEqualTo("/v1/responses");
        assertThat(Golden.at(call.body, "/previous_response_id")).isEqualTo("resp_1");
        // an answer that this router wrote itself is one
        Golden.answer(call, "responses-on-messages/thinking/answer.out.sse");

        assertThat(text(checked(answer.join()))).isEqualTo("Yes.");
    }
}
