package dev.sluicegate.router.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The reasons why simulated providers refuse a request of chat completions, in their own words as far as those are known. */
final class Refusals {
    /** @see <a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI's reference</a> */
    static final Set<String> OPENAI_FIELDS = Set.of(
            ("model messages stream stream_options tools tool_choice parallel_tool_calls response_format max_completion_tokens max_tokens "
                            + "reasoning_effort verbosity store metadata user safety_identifier prompt_cache_key prompt_cache_retention service_tier "
                            + "seed stop n temperature top_p frequency_penalty presence_penalty logit_bias logprobs top_logprobs modalities audio "
                            + "prediction web_search_options functions function_call prompt_cache_options")
                    .split(" ", -1));

    /** @see <a href="https://docs.mistral.ai/api/#tag/chat">Mistral's reference</a> */
    static final Set<String> MISTRAL_FIELDS = Set.of(
            ("model messages stream tools tool_choice parallel_tool_calls response_format max_tokens random_seed stop n temperature top_p "
                            + "frequency_penalty presence_penalty prediction prompt_mode safe_prompt metadata reasoning_effort guardrails prompt_cache_key")
                    .split(" ", -1));

    /** @see <a href="https://docs.fireworks.ai/api-reference/post-chatcompletions">Fireworks' reference</a> */
    static final Set<String> FIREWORKS_FIELDS = Set.of(
            ("model messages stream stream_options tools tool_choice parallel_tool_calls response_format max_tokens max_completion_tokens "
                            + "prompt_cache_key prompt_cache_isolation_key reasoning_effort reasoning_history thinking user metadata seed stop n temperature top_p top_k min_p typical_p "
                            + "frequency_penalty presence_penalty repetition_penalty logit_bias logprobs top_logprobs prediction service_tier "
                            + "context_length_exceeded_behavior ignore_eos echo functions function_call safe_tokenization")
                    .split(" ", -1));

    private Refusals() {}

    static Function<JsonNode, Optional<String>> fieldsBut(Set<String> known, String words) {
        return request ->
                names(request).filter(name -> !known.contains(name)).findFirst().map(name -> words + name);
    }

    static Function<JsonNode, Optional<String>> fields(Set<String> refused) {
        return request -> names(request)
                .filter(refused::contains)
                .findFirst()
                .map(name -> "property '" + name + "' is unsupported");
    }

    static Function<JsonNode, Optional<String>> field(String name, String words) {
        return request -> request.has(name) ? Optional.of(words) : Optional.empty();
    }

    static Function<JsonNode, Optional<String>> withoutStream(String name, String words) {
        return request ->
                request.has(name) && !request.path("stream").asBoolean() ? Optional.of(words) : Optional.empty();
    }

    static Function<JsonNode, Optional<String>> messageFields(Set<String> refused, String words) {
        return request -> {
            for (int m = 0; m < request.path("messages").size(); m++) {
                JsonNode message = request.path("messages").get(m);
                Optional<String> name = names(message).filter(refused::contains).findFirst();
                if (name.isPresent()) {
                    return Optional.of(
                            words + "messages." + m + "." + message.path("role").asText() + "." + name.get());
                }
            }
            return Optional.empty();
        };
    }

    static Function<JsonNode, Optional<String>> roles(Set<String> known) {
        return request -> messages(request)
                .map(message -> message.path("role").asText())
                .filter(role -> !known.contains(role))
                .findFirst()
                .map(role -> "unknown variant `" + role + "`, expected one of " + known);
    }

    static Function<JsonNode, Optional<String>> callIds(String form) {
        Pattern pattern = Pattern.compile(form);
        return request -> messages(request)
                .flatMap(message -> Stream.concat(
                        elements(message.path("tool_calls"))
                                .map(call -> call.path("id").asText()),
                        Stream.of(message.path("tool_call_id").asText(""))))
                .filter(id -> !id.isEmpty() && !pattern.matcher(id).matches())
                .findFirst()
                .map(id -> "Tool call id was " + id + " but must be a-z, A-Z, 0-9, with a length of 9.");
    }

    static Function<JsonNode, Optional<String>> reasoningMissing(String words) {
        return request -> {
            for (int m = 0; m < request.path("messages").size(); m++) {
                JsonNode message = request.path("messages").get(m);
                if (!message.path("tool_calls").isEmpty()
                        && !message.path("reasoning_content").isTextual()) {
                    return Optional.of(words + m);
                }
            }
            return Optional.empty();
        };
    }

    static Function<JsonNode, Optional<String>> schemaKeywords(Set<String> unknown) {
        return request -> elements(request.path("tools"))
                .map(tool -> tool.at("/function/parameters"))
                .flatMap(schema -> unknown.stream().filter(word -> usedAsKeyword(schema, word)))
                .findFirst()
                .map(word -> "Invalid JSON payload received. Unknown name \"" + word
                        + "\" at 'tools[0].function_declarations[0].parameters': Cannot find field.");
    }

    private static boolean usedAsKeyword(JsonNode schema, String word) {
        return schema.isObject()
                && (schema.has(word)
                        || elements(schema.path("properties")).anyMatch(each -> usedAsKeyword(each, word))
                        || Stream.of("items", "additionalProperties")
                                .anyMatch(each -> usedAsKeyword(schema.path(each), word))
                        || elements(schema.path("anyOf")).anyMatch(each -> usedAsKeyword(each, word)));
    }

    /** Only the first call of a turn has a signature. */
    static Optional<String> signatureMissing(JsonNode request) {
        return messages(request)
                .map(message -> message.path("tool_calls"))
                .filter(calls -> !calls.isEmpty()
                        && !calls.at("/0/extra_content/google/thought_signature")
                                .asText()
                                .equals(ChatAnswer.SIGNATURE))
                .findFirst()
                .map(_ -> "Function call is missing a thought_signature in functionCall parts.");
    }

    static Optional<String> systemMessageInTheMiddle(JsonNode request) {
        return messages(request)
                .skip(1)
                .filter(message -> Set.of("system", "developer")
                        .contains(message.path("role").asText()))
                .findFirst()
                .map(_ -> "Jinja Exception: System message must be at the beginning.");
    }

    static Optional<String> jsonSchema(JsonNode request) {
        return request.at("/response_format/type").asText().equals("json_schema")
                ? Optional.of("This response_format type is unavailable now")
                : Optional.empty();
    }

    static Optional<String> looseStrictSchema(JsonNode request) {
        Stream<JsonNode> strict = Stream.concat(
                elements(request.path("tools"))
                        .map(tool -> tool.path("function"))
                        .filter(function -> function.path("strict").asBoolean())
                        .map(function -> function.path("parameters")),
                request.at("/response_format/json_schema/strict").asBoolean()
                        ? Stream.of(request.at("/response_format/json_schema/schema"))
                        : Stream.of());
        return strict.filter(schema -> schema.path("additionalProperties").asBoolean(true) || !allRequired(schema))
                .findFirst()
                .map(
                        _ ->
                                "Invalid schema: In context=(), 'additionalProperties' is required to be supplied and to be false.");
    }

    private static boolean allRequired(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        return required.containsAll(names(schema.path("properties")).toList());
    }

    /** The rules of every provider: against a conversation that is none. */
    static List<Function<JsonNode, Optional<String>>> everywhere() {
        return List.of(Refusals::badToolName, Refusals::callsWithoutResults);
    }

    private static Optional<String> badToolName(JsonNode request) {
        return elements(request.path("tools"))
                .map(tool -> tool.at("/function/name").asText())
                .filter(name -> !name.matches("[a-zA-Z0-9_-]{1,64}"))
                .findFirst()
                .map(name -> "Invalid 'tools[0].function.name': " + name);
    }

    private static Optional<String> callsWithoutResults(JsonNode request) {
        Set<String> open = new HashSet<>();
        for (JsonNode message : request.path("messages")) {
            boolean result = message.path("role").asText().equals("tool");
            if (result && !open.remove(message.path("tool_call_id").asText())) {
                return Optional.of("tool_call_id of a result that no call has: " + message.path("tool_call_id"));
            }
            if (!result && !open.isEmpty()) {
                return Optional.of("An assistant message with 'tool_calls' must be followed by tool messages: " + open);
            }
            message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
        }
        return Optional.empty();
    }

    static Stream<JsonNode> messages(JsonNode request) {
        return elements(request.path("messages"));
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static Stream<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey);
    }
}
