package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.Capabilities.ReasoningHistory;
import dev.sluicegate.router.config.Capabilities.ResponseFormats;
import dev.sluicegate.router.config.Capabilities.SystemMessages;
import dev.sluicegate.router.config.Capabilities.ToolSchemas;
import dev.sluicegate.router.config.Sha256;
import dev.sluicegate.router.provider.Features;
import java.util.List;
import java.util.Set;

/** A translated request for a chat completion, made to fit its provider, which may not understand all of OpenAI's protocol. */
final class ProviderFit {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /**
     * What stands for a thought that the client has not sent back: Kimi refuses an empty one.
     *
     * @see <a href="https://github.com/charmbracelet/crush/issues/2696">What Kimi takes</a>
     * @see <a href="https://github.com/continuedev/continue/pull/11290">DeepSeek wants one in each answer</a>
     */
    private static final String NO_THOUGHT = " ";

    private final ObjectNode chat;
    private final Features features;
    private final Set<String> without;
    private final DroppedFields dropped;

    private ProviderFit(ObjectNode chat, Features features, Set<String> without, DroppedFields dropped) {
        this.chat = chat;
        this.features = features;
        this.without = without;
        this.dropped = dropped;
    }

    /**
     * @param without names of fields that the provider refuses
     * @return the names that its answer must be read with
     */
    static ToolRenames chat(ObjectNode chat, Features features, Set<String> without, DroppedFields dropped) {
        ProviderFit fit = new ProviderFit(chat, features, without, dropped);
        fit.sampling();
        fit.effort();
        fit.responseFormat();
        fit.tools();
        fit.messages();
        OptionalFields.leaveOut(chat, without, dropped);
        return ToolRenames.inChat(chat, features.toolNameLength());
    }

    private void sampling() {
        if (!features.topPWithTemperature() && chat.has("temperature") && chat.has("top_p")) {
            if (chat.remove("top_p").asDouble() != 1) {
                dropped.say("top_p");
            }
        }
    }

    private void effort() {
        int wanted = EFFORTS.indexOf(chat.path("reasoning_effort").asText(""));
        List<String> levels = features.efforts();
        if (wanted < 0 || levels.isEmpty() || levels.contains(EFFORTS.get(wanted))) {
            return;
        }
        String nearest = "";
        int distance = Integer.MAX_VALUE;
        for (String level : levels) {
            int at = EFFORTS.indexOf(level);
            // of two that are equally near, the higher one comes last
            if (at >= 0 && Math.abs(at - wanted) <= distance) {
                distance = Math.abs(at - wanted);
                nearest = level;
            }
        }
        if (!nearest.isEmpty()) {
            chat.put("reasoning_effort", nearest);
        }
    }

    private void responseFormat() {
        JsonNode format = chat.path("response_format");
        boolean schema = format.path("type").asText().equals("json_schema");
        boolean any = format.path("type").asText().equals("json_object");
        boolean none = features.responseFormats() == ResponseFormats.NONE;
        if (features.responseFormats() == ResponseFormats.JSON_SCHEMA || !(schema || (any && none))) {
            return;
        }
        String told = OutputFormats.ANY_OBJECT;
        if (schema) {
            told += " It keeps to this JSON schema: "
                    + Json.text(format.path("json_schema").path("schema"));
        }
        if (none) {
            chat.remove("response_format");
        } else {
            chat.set("response_format", Json.typed("json_object"));
        }
        ArrayNode messages = chat.withArray("messages");
        int at = 0;
        while (messages.path(at).path("role").asText().equals("system")) {
            at++;
        }
        messages.insertObject(at).put("role", "system").put("content", told);
    }

    private void tools() {
        if (features.toolSchemas() != ToolSchemas.BASIC) {
            return;
        }
        BasicSchemas schemas = new BasicSchemas();
        for (JsonNode tool : chat.path("tools")) {
            if (tool.path("function") instanceof ObjectNode function && function.has("parameters")) {
                function.set("parameters", schemas.of(function.path("parameters")));
            }
        }
    }

    private void messages() {
        boolean begun = false;
        for (JsonNode each : chat.path("messages")) {
            if (each instanceof ObjectNode message) {
                boolean system = message.path("role").asText().equals("system");
                begun |= !system;
                if (system && begun && features.systemMessages() == SystemMessages.FIRST) {
                    message.put("role", "user");
                }
                reasoning(message);
                callIds(message);
            }
        }
    }

    private void reasoning(ObjectNode message) {
        ReasoningHistory history =
                without.contains(ReasoningFields.NAME) ? ReasoningHistory.NONE : features.reasoningHistory();
        if (message.has(ReasoningDetails.FIELD) && history == ReasoningHistory.REASONING_DETAILS) {
            // it says all that the text does
            message.remove(ReasoningFields.NAME);
        } else if (message.remove(ReasoningDetails.FIELD) != null) {
            dropped.say("messages." + ReasoningDetails.FIELD);
        }
        JsonNode reasoning = message.path(ReasoningFields.NAME);
        if (history == ReasoningHistory.REQUIRED
                && isAnswer(message)
                && reasoning.asText("").isEmpty()) {
            message.put(ReasoningFields.NAME, NO_THOUGHT);
            return;
        }
        if (reasoning.isMissingNode()) {
            return;
        }
        switch (history) {
            case REASONING_CONTENT, REQUIRED -> {}
            case REASONING, REASONING_DETAILS -> {
                message.remove(ReasoningFields.NAME);
                message.set(ReasoningFields.OTHER_NAME, reasoning);
            }
            case NONE -> {
                message.remove(ReasoningFields.NAME);
                dropped.say("messages." + ReasoningFields.NAME);
            }
        }
    }

    private static boolean isAnswer(ObjectNode message) {
        return message.path("role").asText().equals("assistant");
    }

    private void callIds(ObjectNode message) {
        int length = features.toolCallIdLength();
        if (length == 0) {
            return;
        }
        for (JsonNode call : message.path("tool_calls")) {
            callId(call, "id", length);
        }
        callId(message, "tool_call_id", length);
    }

    /** The same for the same id, always, so that a call and its result still find each other. */
    private static void callId(JsonNode holder, String field, int length) {
        String id = holder.path(field).asText("");
        if (holder instanceof ObjectNode object && !id.isEmpty() && !id.matches("[A-Za-z0-9]{" + length + "}")) {
            object.put(field, Sha256.hex(id.getBytes(UTF_8)).substring(0, length));
        }
    }
}
