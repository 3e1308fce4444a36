package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's request for a chat completion as Anthropic's request for a message.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">From</a>
 * @see <a href="https://docs.anthropic.com/en/api/messages">To</a>
 */
final class ChatRequest {
    /**
     * What is asked for when the client sets no limit, since Anthropic's protocol wants one. All of Anthropic's models from Claude 4
     * on allow at least this many.
     */
    static final int DEFAULT_MAX_TOKENS = 32_000;

    private final Fields request;
    private final ObjectNode message = Json.object();

    private ChatRequest(Fields request) {
        this.request = request;
    }

    /** @param usageWanted whether a stream shall end with the usage */
    record Translated(ObjectNode body, boolean usageWanted) {}

    /** @throws Refusal for what cannot be translated */
    static Translated translate(JsonNode body, String model) {
        return new ChatRequest(Fields.ofBody(body, "Anthropic's API")).translate(model);
    }

    private Translated translate(String model) {
        request.ignore("model");
        message.put("model", model);
        message.set("max_tokens", maxTokens());
        ChatTurns turns = ChatTurns.of(request.objects("messages"));
        if (!turns.system().isEmpty()) {
            message.set("system", turns.system());
        }
        message.set("messages", turns.turns());
        tools();
        sampling();
        output();
        boolean stream = request.flag("stream");
        message.put("stream", stream);
        boolean usageWanted = streamOptions();
        user();
        neutral();
        request.refuseTheRest();
        return new Translated(message, usageWanted);
    }

    private JsonNode maxTokens() {
        JsonNode older = request.integer("max_tokens");
        JsonNode newer = request.integer("max_completion_tokens");
        if (older != null && newer != null && !older.equals(newer)) {
            throw request.wrong("max_tokens", "contradicts 'max_completion_tokens'; send only one of them");
        }
        return newer != null ? newer : older != null ? older : IntNode.valueOf(DEFAULT_MAX_TOKENS);
    }

    private void tools() {
        ArrayNode tools = Json.array();
        for (Fields tool : request.objects("tools")) {
            tools.add(tool(tool));
        }
        if (!tools.isEmpty()) {
            message.set("tools", tools);
        }
        ObjectNode choice = toolChoice(request.take("tool_choice"));
        JsonNode parallel = request.take("parallel_tool_calls");
        if (parallel != null && !parallel.isBoolean()) {
            throw request.wrong("parallel_tool_calls", "must be true or false");
        }
        boolean oneOnly = parallel != null && !parallel.booleanValue() && !tools.isEmpty();
        if (oneOnly) {
            choice = choice == null ? Json.typed("auto") : choice;
            if (!choice.path("type").asText().equals("none")) {
                choice.put("disable_parallel_tool_use", true);
            }
        }
        if (choice != null) {
            message.set("tool_choice", choice);
        }
    }

    private static ObjectNode tool(Fields tool) {
        if (!tool.requiredText("type").equals("function")) {
            throw tool.wrong(
                    "type",
                    "cannot be translated: only tools of type 'function' have a counterpart in Anthropic's API");
        }
        Fields function = tool.requiredObject("function");
        ObjectNode translated = Json.object().put("name", function.requiredText("name"));
        String description = function.text("description");
        if (description != null) {
            translated.put("description", description);
        }
        ObjectNode parameters = function.tree("parameters");
        if (parameters == null) {
            parameters = Json.typed("object");
            parameters.putObject("properties");
        }
        translated.set("input_schema", parameters);
        if (function.flag("strict")) {
            translated.put("strict", true);
        }
        function.refuseTheRest();
        tool.refuseTheRest();
        return translated;
    }

    private @Nullable ObjectNode toolChoice(@Nullable JsonNode choice) {
        if (choice == null) {
            return null;
        }
        if (choice.isObject()) {
            Fields fields = request.requiredObject("tool_choice");
            if (!fields.requiredText("type").equals("function")) {
                throw request.wrong(
                        "tool_choice.type",
                        "cannot be translated: Anthropic's API takes 'auto', 'none', 'required' or one function");
            }
            Fields function = fields.requiredObject("function");
            ObjectNode tool = Json.typed("tool").put("name", function.requiredText("name"));
            function.refuseTheRest();
            fields.refuseTheRest();
            return tool;
        }
        return switch (choice.asText()) {
            case "auto" -> Json.typed("auto");
            case "none" -> Json.typed("none");
            case "required" -> Json.typed("any");
            default -> throw request.wrong("tool_choice", "must be 'auto', 'none', 'required' or name a function");
        };
    }

    private void sampling() {
        JsonNode temperature = request.number("temperature");
        if (temperature != null) {
            if (temperature.decimalValue().compareTo(BigDecimal.ONE) > 0) {
                throw request.wrong(
                        "temperature",
                        "must be at most 1: this model's provider speaks Anthropic's API, which ends there");
            }
            message.set("temperature", temperature);
        }
        JsonNode topP = request.number("top_p");
        if (topP != null) {
            message.set("top_p", topP);
        }
        JsonNode stop = request.take("stop");
        if (stop != null) {
            if (!stop.isTextual() && !stop.isArray()) {
                throw request.wrong("stop", "must be a string or an array of strings");
            }
            message.set("stop_sequences", stop.isArray() ? stop : Json.array().add(stop));
        }
    }

    private void output() {
        ObjectNode config = Json.object();
        String effort = request.text("reasoning_effort");
        if (effort != null) {
            switch (effort) {
                case "none" -> message.set("thinking", Json.typed("disabled"));
                case "low", "medium", "high", "xhigh" -> config.put("effort", effort);
                default ->
                    throw request.wrong(
                            "reasoning_effort",
                            "must be 'none', 'low', 'medium', 'high' or 'xhigh' for a model whose provider speaks"
                                    + " Anthropic's API");
            }
        }
        Fields format = request.object("response_format");
        if (format != null) {
            ObjectNode translated = OutputFormats.toAnthropic(format);
            if (translated != null) {
                config.set("format", translated);
            }
        }
        if (!config.isEmpty()) {
            message.set("output_config", config);
        }
    }

    private boolean streamOptions() {
        Fields options = request.object("stream_options");
        if (options == null) {
            return false;
        }
        boolean usage = options.flag("include_usage");
        // padding against guessing by length: there is nothing to guess once it is off
        options.allowOnly("include_obfuscation", BooleanNode.FALSE);
        options.refuseTheRest();
        return usage;
    }

    private void user() {
        String user = request.text("safety_identifier");
        String older = request.text("user");
        if (user == null) {
            user = older;
        } else if (older != null && !older.equals(user)) {
            throw request.wrong("user", "contradicts 'safety_identifier'; send only one of them");
        }
        if (user != null) {
            message.putObject("metadata").put("user_id", user);
        }
    }

    /** What says nothing as long as it says what is so anyway. */
    private void neutral() {
        request.allowOnly("n", IntNode.valueOf(1));
        request.allowOnly("logprobs", BooleanNode.FALSE);
        request.allowOnly("top_logprobs", IntNode.valueOf(0));
        request.allowOnly("frequency_penalty", IntNode.valueOf(0));
        request.allowOnly("presence_penalty", IntNode.valueOf(0));
        request.allowOnly("logit_bias", Json.object());
        request.allowOnly("store", BooleanNode.FALSE);
        request.allowOnly("modalities", Json.array().add("text"));
        request.allowOnly("verbosity", TextNode.valueOf("medium"));
        request.allowOnly("service_tier", TextNode.valueOf("auto"));
        // hints to a cache never change an answer
        request.ignore("prompt_cache_key");
        request.ignore("prompt_cache_retention");
    }
}
