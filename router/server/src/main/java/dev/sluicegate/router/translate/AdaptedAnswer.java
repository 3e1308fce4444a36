package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a chat completion in the words of OpenAI's protocol, from a provider that deviates from it. All that is right, and all that
 * nobody here knows, stays as it came. For one answer only, be it whole or in the chunks of a stream.
 */
final class AdaptedAnswer {
    /** The words of the protocol, which clients know. */
    private static final Set<String> REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    private final String idsOtherwise;
    private final CallNumbers numbers = new CallNumbers();
    private final CallIds ids = new CallIds();
    private final List<String> calls = new ArrayList<>();
    private boolean ended;

    /** @param idsOtherwise what the ids of calls begin with that come without */
    AdaptedAnswer(String idsOtherwise) {
        this.idsOtherwise = idsOtherwise;
    }

    /**
     * A completion that came at once.
     *
     * @param usage null if the provider has not said
     * @throws Untranslatable if it is none
     */
    static JsonNode whole(JsonNode completion, @Nullable TokenUsage usage, String requestId) {
        if (!(completion instanceof ObjectNode answer)
                || !completion.path("choices").path(0).path("message").isObject()) {
            throw new Untranslatable("answered with something that is not a chat completion");
        }
        String id = Json.textOr(answer.path("id"), requestId);
        for (JsonNode each : answer.path("choices")) {
            if (each instanceof ObjectNode choice && choice.path("message") instanceof ObjectNode message) {
                AdaptedAnswer one = new AdaptedAnswer(id);
                content(message);
                for (JsonNode call : message.path("tool_calls")) {
                    if (call instanceof ObjectNode object) {
                        one.begin(object);
                    }
                }
                one.end(choice, choice.path("finish_reason").asText(""));
            }
        }
        if (usage != null && !answer.path("usage").isObject()) {
            answer.set("usage", usage.openAi());
        }
        return answer;
    }

    /** A part of it, in its stream. */
    void part(ObjectNode choice) {
        if (choice.path("delta") instanceof ObjectNode delta) {
            content(delta);
            for (JsonNode call : delta.path("tool_calls")) {
                if (call instanceof ObjectNode fragment) {
                    fragment(fragment);
                }
            }
        }
        String reason = Json.textOr(choice.path("finish_reason"), "");
        if (!reason.isEmpty()) {
            end(choice, reason);
        } else if (choice.has("finish_reason")) {
            choice.putNull("finish_reason");
        }
    }

    /** Whether its provider has said why it ended. */
    boolean isEnded() {
        return ended;
    }

    void end(ObjectNode choice, String reason) {
        ended = true;
        EndReason meant = EndReason.of(reason, !calls.isEmpty());
        boolean right = REASONS.contains(reason) && !(meant == EndReason.TOOLS && reason.equals("stop"));
        choice.put("finish_reason", right ? reason : meant.openAi);
    }

    /** Contents in lists, as Mistral's reasoning models have them, become a text and its reasoning. */
    private static void content(ObjectNode said) {
        if (!said.path("content").isArray()) {
            return;
        }
        List<AnswerContent.Piece> pieces = AnswerContent.of(Json.object().set("content", said.path("content")));
        String reasoning = AnswerContent.text(pieces, AnswerContent.Kind.REASONING);
        said.put("content", AnswerContent.text(pieces, AnswerContent.Kind.TEXT));
        if (!reasoning.isEmpty() && !said.has(ReasoningFields.NAME)) {
            said.put(ReasoningFields.NAME, reasoning);
        }
    }

    private void fragment(ObjectNode call) {
        int number = numbers.of(call);
        if (number == calls.size()) {
            begin(call);
        } else {
            text(call);
            if (call.has("id")) {
                call.put("id", calls.get(number));
            }
        }
        call.put("index", number);
    }

    private void begin(ObjectNode call) {
        String id = ids.of(
                Json.textOr(call.path("id"), ""), CarriedContent.of(call), "call_" + idsOtherwise + "_" + calls.size());
        calls.add(id);
        call.put("id", id);
        if (!call.path("type").isTextual()) {
            call.put("type", "function");
        }
        text(call);
    }

    /** Some send arguments as an object. */
    private static void text(ObjectNode call) {
        if (call.path("function") instanceof ObjectNode function && function.has("arguments")) {
            function.put("arguments", CallArguments.of(function));
        }
    }
}
