package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.clients.ProviderQuirks.ErrorShape;
import dev.sluicegate.router.clients.SimulatedTurn.Question;
import dev.sluicegate.router.clients.SimulatedTurn.Tool;
import dev.sluicegate.router.config.Flavor;
import dev.sluicegate.router.testkit.FakeUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All simulated providers at one port: the first part of the path says which one is meant. */
final class StrictProviders {
    static final String ANTHROPIC = "Anthropic";
    private static final ObjectMapper JSON = new ObjectMapper();

    private StrictProviders() {}

    /** Their names, which are also those of the models. */
    static List<String> all() {
        return Stream.concat(Arrays.stream(Flavor.values()).map(Flavor::word), Stream.of(ANTHROPIC))
                .toList();
    }

    /** A router's config with each of them. */
    static String config(int port) {
        StringBuilder providers = new StringBuilder();
        StringBuilder models = new StringBuilder();
        for (String name : all()) {
            boolean anthropic = name.equals(ANTHROPIC);
            providers.append("  - {name: %s, api: %s, baseUrl: \"http://127.0.0.1:%d/%s%s\"%s}\n"
                    .formatted(
                            name.toLowerCase(java.util.Locale.ROOT),
                            anthropic ? "Anthropic" : "OpenAI",
                            port,
                            name,
                            anthropic || name.equals("Azure") ? "" : "/v1",
                            anthropic
                                    ? ""
                                    : ", responses: Chat, chat: Adapted, flavor: " + name
                                            + (name.equals("Azure") ? ", query: {api-version: \"2024-10-21\"}" : "")));
            models.append("  - {name: %s, retry: {attempts: 0}, targets: [{provider: %s}]}\n"
                    .formatted(name, name.toLowerCase(java.util.Locale.ROOT)));
        }
        return "version: 1\nlistener: {port: 0}\nadmin: {port: 0}\nlogging: {accessLog: false}\nproviders:\n"
                + providers + "models:\n" + models;
    }

    static void answer(FakeUpstream.Call call) {
        String name = call.uri.split("[/?]", -1)[1];
        JsonNode request = read(call.body);
        if (name.equals(ANTHROPIC)) {
            if (call.uri.contains("count_tokens")) {
                call.json(200, "{\"input_tokens\":11}");
            } else {
                AnthropicProvider.answer(call, request);
            }
            return;
        }
        ProviderQuirks quirks = ProviderQuirks.of(flavor(name));
        if (!call.uri.contains("/chat/completions")) {
            refuse(call, quirks.errors(), "no such path: " + call.uri);
            return;
        }
        Optional<String> refusal = Stream.concat(Refusals.everywhere().stream(), quirks.refusals().stream())
                .flatMap(rule -> rule.apply(request).stream())
                .findFirst();
        if (refusal.isPresent()) {
            refuse(call, quirks.errors(), refusal.get());
        } else {
            new ChatAnswer(quirks.deviations(), request, SimulatedTurn.of(question(request))).send(call);
        }
    }

    private static Flavor flavor(String word) {
        return Arrays.stream(Flavor.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static Question question(JsonNode request) {
        List<Tool> tools = new ArrayList<>();
        request.path("tools")
                .forEach(tool ->
                        tools.add(new Tool(tool.at("/function/name").asText(), tool.at("/function/parameters"))));
        List<String> results = Refusals.messages(request)
                .filter(message -> message.path("role").asText().equals("tool"))
                .map(message -> message.path("content").toString())
                .toList();
        return new Question(
                tools,
                results,
                request.at("/tool_choice/function/name").asText(),
                format(request),
                request.path("messages").toString().contains(SimulatedTurn.FILE));
    }

    /** Of any object, if no schema is given: the one that the clients ask for. */
    private static JsonNode format(JsonNode request) {
        if (request.at("/response_format/type").asText().equals("json_object")) {
            return read(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"degrees\":{\"type\":\"integer\"}}}");
        }
        return request.at("/response_format/json_schema/schema");
    }

    private static void refuse(FakeUpstream.Call call, ErrorShape shape, String message) {
        ObjectNode error = JSON.createObjectNode();
        switch (shape) {
            case OPENAI ->
                error.putObject("error")
                        .put("message", message)
                        .put("type", "invalid_request_error")
                        .putNull("param")
                        .putNull("code");
            case LIST ->
                error.putObject("error")
                        .put("code", 400)
                        .put("message", message)
                        .put("status", "INVALID_ARGUMENT");
            case FLAT ->
                error.put("message", message)
                        .put("type", "invalid_request_error")
                        .put("param", "validation_error")
                        .put("code", "wrong_api_format");
            case DETAIL ->
                error.put("object", "error")
                        .put("type", "invalid_request_error")
                        .putObject("message")
                        .putArray("detail")
                        .addObject()
                        .put("type", "extra_forbidden")
                        .put("msg", message)
                        .putArray("loc")
                        .add("body")
                        .add(message.substring(message.lastIndexOf(' ') + 1));
        }
        call.json(
                shape == ErrorShape.DETAIL ? 422 : 400,
                shape == ErrorShape.LIST ? "[" + error + "]" : error.toString());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json.isEmpty() ? "{}" : json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
