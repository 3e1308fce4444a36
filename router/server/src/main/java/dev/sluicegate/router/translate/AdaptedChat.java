package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.provider.Features;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request for a chat completion, for a provider that is asked for the same but deviates from the protocol: in the words that
 * {@link ProviderFit} expects, and without what says nothing. Whatever nobody here knows stays as its client wrote it.
 */
final class AdaptedChat {
    private static final String OLDER_LIMIT = "max_tokens";

    /** The fields of client libraries that they send back with an answer, though no provider's protocol has them. */
    private static final List<String> OF_LIBRARIES = List.of("thinking_blocks", "provider_specific_fields", "parsed");

    private static final Set<String> EMPTY_LISTS = Set.of("annotations", "tool_calls");

    private AdaptedChat() {}

    /** @param usageWanted whether a stream shall end with the usage */
    record Translated(ObjectNode chat, boolean usageWanted) {}

    /**
     * @param model the model's name at the provider
     * @param dropped learns what is left out
     * @throws Refusal if it is no request at all
     */
    static Translated translate(JsonNode body, String model, DroppedFields dropped) {
        if (!(body instanceof ObjectNode chat)) {
            throw new Refusal("the body must be a JSON object");
        }
        chat.put("model", model);
        JsonNode limit = chat.path(OLDER_LIMIT);
        if (!limit.isMissingNode()) {
            // one name for both, which becomes the older one where the provider knows no other
            chat.remove(OLDER_LIMIT);
            if (!chat.path(Features.TOKEN_LIMIT).isNumber()) {
                chat.set(Features.TOKEN_LIMIT, limit);
            }
        }
        for (JsonNode each : chat.path("messages")) {
            if (each instanceof ObjectNode message) {
                message(message, dropped);
            }
        }
        return new Translated(chat, askForUsage(chat));
    }

    /** Returns whether the client wants to see it. */
    private static boolean askForUsage(ObjectNode chat) {
        JsonNode options = chat.remove(Features.STREAM_OPTIONS);
        boolean wanted = options != null && options.path("include_usage").asBoolean();
        if (chat.path("stream").asBoolean()) {
            ObjectNode asked = options instanceof ObjectNode own ? own : Json.object();
            chat.set(Features.STREAM_OPTIONS, asked.put("include_usage", true));
        }
        return wanted;
    }

    private static void message(ObjectNode message, DroppedFields dropped) {
        // null says as much as nothing, and strict providers refuse fields that they do not know, whatever is in them
        Set<String> nothing = message.propertyStream()
                .filter(field -> field.getValue().isNull()
                        ? !field.getKey().equals("content")
                        : EMPTY_LISTS.contains(field.getKey())
                                && field.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        message.remove(nothing);
        switch (message.path("role").asText()) {
            case "developer" -> message.put("role", "system");
            case "assistant" -> answer(message, dropped);
            case "tool" -> {
                if (message.path("tool_call_id").isTextual()) {
                    String id = message.path("tool_call_id").textValue();
                    message.put("tool_call_id", CarriedContent.plain(id));
                }
            }
            default -> {}
        }
    }

    private static void answer(ObjectNode message, DroppedFields dropped) {
        for (String name : OF_LIBRARIES) {
            if (message.remove(name) != null) {
                dropped.say("messages." + name);
            }
        }
        JsonNode reasoning = message.remove(ReasoningFields.OTHER_NAME);
        if (reasoning != null && !message.has(ReasoningFields.NAME)) {
            message.set(ReasoningFields.NAME, reasoning);
        }
        message.path("tool_calls").forEach(AdaptedChat::call);
    }

    private static void call(JsonNode each) {
        if (each instanceof ObjectNode call) {
            // the stream's numbering, which some clients send back
            call.remove("index");
            call.remove("provider_specific_fields");
            if (call.path("id").isTextual()) {
                CarriedContent.restore(call, call.path("id").textValue());
            }
        }
    }
}
