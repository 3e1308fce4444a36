package dev.sluicegate.router.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.helpers.BetaRunnableTool;
import com.anthropic.helpers.BetaToolRunner;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.beta.messages.BetaToolResultBlockParam;
import com.anthropic.models.messages.StructuredTextBlock;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Java's clients on each model of a running router: a whole tool turn, streaming, and a structured answer. A program of its own, with
 * the router's address in {@code ROUTER}; its arguments are a client and models. It prints a line for each cell: client, model, what,
 * "ok" or the reason why not, with tabs between.
 */
final class JavaClients {
    private static final String KEY = "a-client's-key";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PROMPT = "What is the weather in Paris, and in Rome?";

    /** The tool, from whose class the SDKs make its schema. */
    @JsonTypeName("get_weather")
    @JsonClassDescription("Tells the weather in a city.")
    record GetWeather(String city) {
        String run() {
            return SimulatedTurn.MARKER + " in " + city;
        }
    }

    /** The structured answer, from whose class the SDKs make its schema. */
    record Weather(String city, int degrees) {}

    /** What is asked of a model with one client. */
    private record Client(Function<String, String> tools, Function<String, Optional<Weather>> structured) {}

    private final OpenAIClient openAi;
    private final AnthropicClient anthropic;

    private JavaClients(String router) {
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl(router + "/v1")
                .apiKey(KEY)
                .maxRetries(0)
                .timeout(TIMEOUT)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(router)
                .apiKey(KEY)
                .maxRetries(0)
                .timeout(TIMEOUT)
                .build();
    }

    public static void main(String[] arguments) {
        JavaClients clients = new JavaClients(System.getenv("ROUTER"));
        String name = arguments[0];
        Client client = clients.named(name);
        for (String model : Arrays.asList(arguments).subList(1, arguments.length)) {
            print(name, model, "tools", cell(client.tools(), model, answer -> answer.contains(SimulatedTurn.MARKER)));
            print(
                    name,
                    model,
                    "structured",
                    cell(
                            client.structured(),
                            model,
                            answer -> answer.isPresent()
                                    && answer.get().degrees() != 0
                                    && !answer.get().city().isEmpty()));
        }
        System.exit(0); // the SDKs' threads would hold it for a minute
    }

    private static void print(String client, String model, String what, String result) {
        System.out.println(String.join("\t", client, model, what, result.replaceAll("\\s+", " ")));
    }

    private static <T> String cell(Function<String, T> action, String model, Predicate<T> right) {
        try {
            T answer = action.apply(model);
            return right.test(answer) ? Matrix.OK : "answered " + answer;
        } catch (RuntimeException e) { // whatever a client throws is the cell's reason
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private Client named(String name) {
        return switch (name) {
            case "java-openai-chat" -> new Client(this::chatTools, this::chatStructured);
            case "java-openai-responses" -> new Client(this::responsesTools, this::responsesStructured);
            case "java-anthropic" -> new Client(this::anthropicTools, this::anthropicStructured);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Written out, since OpenAI's SDK for Java has no runner of tools. */
    private String chatTools(String model) {
        ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(PROMPT)
                .addTool(GetWeather.class);
        ChatCompletionMessage said = chatStreamed(request.build());
        request.addMessage(said);
        said.toolCalls().orElse(List.of()).forEach(each -> {
            ChatCompletionMessageFunctionToolCall call = each.asFunction();
            request.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.id())
                    .content(call.function().arguments(GetWeather.class).run())
                    .build());
        });
        return chatStreamed(request.build()).content().orElse("");
    }

    private ChatCompletionMessage chatStreamed(ChatCompletionCreateParams request) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(request)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion().choices().getFirst().message();
    }

    private Optional<Weather> chatStructured(String model) {
        return openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessage(PROMPT)
                        .responseFormat(Weather.class)
                        .build())
                .choices()
                .getFirst()
                .message()
                .content();
    }

    /** Written out, since OpenAI's SDK for Java has no runner of tools. */
    private String responsesTools(String model) {
        List<ResponseInputItem> items = new ArrayList<>();
        items.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content(PROMPT)
                .build()));
        ResponseCreateParams.Builder request =
                ResponseCreateParams.builder().model(model).addTool(GetWeather.class);
        List<ResponseOutputItem> output =
                responsesStreamed(request.inputOfResponse(items).build()).output();
        output.forEach(item -> items.add(JsonValue.from(item).convert(ResponseInputItem.class)));
        output.stream()
                .flatMap(item -> item.functionCall().stream())
                .map(call -> ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output(call.arguments(GetWeather.class).run())
                        .build())
                .forEach(result -> items.add(ResponseInputItem.ofFunctionCallOutput(result)));
        return responsesStreamed(request.inputOfResponse(items).build()).output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    private Response responsesStreamed(ResponseCreateParams request) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (com.openai.core.http.StreamResponse<ResponseStreamEvent> stream =
                openAi.responses().createStreaming(request)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.response();
    }

    private Optional<Weather> responsesStructured(String model) {
        return openAi
                .responses()
                .create(ResponseCreateParams.builder()
                        .model(model)
                        .input(PROMPT)
                        .text(Weather.class)
                        .build())
                .output()
                .stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .findFirst();
    }

    /** With the SDK's runner of tools. */
    private String anthropicTools(String model) {
        BetaToolRunner runner = anthropic
                .beta()
                .messages()
                .toolRunner(com.anthropic.models.beta.messages.MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(1000)
                        .addUserMessage(PROMPT)
                        .addTool(BetaRunnableTool.of(
                                GetWeather.class, tool -> BetaToolResultBlockParam.Content.ofString(tool.run())))
                        .build());
        String last = "";
        for (StreamResponse<BetaRawMessageStreamEvent> stream : runner.streaming()) {
            BetaMessageAccumulator accumulator = BetaMessageAccumulator.create();
            stream.stream().forEach(accumulator::accumulate);
            last = accumulator.message().content().stream()
                    .flatMap(block -> block.text().stream())
                    .map(text -> text.text())
                    .collect(Collectors.joining());
        }
        return last;
    }

    private Optional<Weather> anthropicStructured(String model) {
        return anthropic
                .messages()
                .create(com.anthropic.models.messages.MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(1000)
                        .addUserMessage(PROMPT)
                        .outputConfig(Weather.class)
                        .build())
                .content()
                .stream()
                .flatMap(block -> block.text().stream())
                .map(StructuredTextBlock::text)
                .findFirst();
    }
}
