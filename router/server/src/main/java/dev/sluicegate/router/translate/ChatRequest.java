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

    /**
     * @param dropped learns what has no counterpart
     * @throws Refusal for what changes the meaning of the answer and cannot be translated
     */
    static Translated translate(JsonNode body, String model, Translation.Options options, DroppedFields dropped) {
        return new ChatRequest(Fields.ofBody(body, "Anthropic's API", dropped)).translate(model, options);
    }

    private Translated translate(String model, Translation.Options options) {
        request.ignore("model");
        message.put("model", model);
        message.set("max_tokens", maxTokens());
        ChatTurns turns = ChatTurns.of(request.objects("messages"));
        if (!turns.system().isEmpty()) {
            message.set("system", turns.system());
        }
        message.set("messages", turns.turns());
        ChatTools.translate(request, message);
        sampling(options.features().topPWithTemperature());
        output();
        LeadingThought.settle(message).forEach(request.dropped()::say);
        boolean stream = request.flag("stream");
        message.put("stream", stream);
        boolean usageWanted = streamOptions();
        user();
        refused();
        hints();
        request.dropTheRest();
        CacheMarks.copy(request, message);
        CacheMarks.settle(message, options.ownCacheMarks());
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

    /** @param both whether {@code temperature} and {@code top_p} may stand beside each other */
    private void sampling(boolean both) {
        JsonNode temperature = request.number("temperature");
        JsonNode topP = request.number("top_p");
        if (temperature != null && isMoreThanOne(temperature)) {
            // OpenAI's go up to 2, Anthropic's end at 1
            request.dropped().hint(request, "temperature");
            temperature = IntNode.valueOf(1);
        }
        if (topP != null && temperature != null && !both) {
            // newer models take only one of them, so the one that has its default goes
            if (!isOne(topP) && !isOne(temperature)) {
                request.dropped().hint(request, "top_p");
            }
            if (isOne(topP) || !isOne(temperature)) {
                topP = null;
            } else {
                temperature = null;
            }
        }
        set("temperature", temperature);
        set("top_p", topP);
        set("top_k", request.integer("top_k"));
        stop();
    }

    private void set(String name, @Nullable JsonNode value) {
        if (value != null) {
            message.set(name, value);
        }
    }

    private static boolean isOne(JsonNode number) {
        return number.decimalValue().compareTo(BigDecimal.ONE) == 0;
    }

    private static boolean isMoreThanOne(JsonNode number) {
        return number.decimalValue().compareTo(BigDecimal.ONE) > 0;
    }

    private void stop() {
        JsonNode stop = request.take("stop");
        if (stop == null) {
            return;
        }
        if (!stop.isTextual() && !stop.isArray()) {
            throw request.wrong("stop", "must be a string or an array of strings");
        }
        ArrayNode sequences = Json.array();
        for (JsonNode each : stop.isArray() ? stop : Json.array().add(stop)) {
            if (each.asText().isBlank()) {
                // Anthropic refuses white space alone
                request.dropped().hint(request, "stop");
            } else {
                sequences.add(each);
            }
        }
        if (!sequences.isEmpty()) {
            message.set("stop_sequences", sequences);
        }
    }

    private void output() {
        ObjectNode thinking = request.tree("thinking");
        if (thinking != null) {
            message.set("thinking", thinking);
        }
        ObjectNode config = Json.object();
        String effort = request.text("reasoning_effort");
        if (effort != null) {
            switch (effort) {
                case "none" -> message.set("thinking", Json.typed("disabled"));
                case "minimal" -> config.put("effort", "low");
                case "low", "medium", "high", "xhigh", "max" -> config.put("effort", effort);
                default -> request.dropped().hint(request, "reasoning_effort");
            }
        }
        Fields format = request.object("response_format");
        if (format != null) {
            if (OutputFormats.isAnyObject(format)) {
                ArrayNode system = message.withArray("system");
                system.add(Json.typed("text").put("text", OutputFormats.ANY_OBJECT));
            }
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
        // padding against guessing by length, which this router never does
        options.ignore("include_obfuscation");
        options.dropTheRest();
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

    /** What changes the answer, unless it says what is so anyway. */
    private void refused() {
        request.allowOnly("n", IntNode.valueOf(1));
        request.allowOnly("logprobs", BooleanNode.FALSE);
        request.allowOnly("top_logprobs", IntNode.valueOf(0));
        request.allowOnly("modalities", Json.array().add("text"));
        for (String name : new String[] {"audio", "functions", "function_call", "web_search_options"}) {
            request.refuse(name);
        }
    }

    private void hints() {
        request.dropUnless("frequency_penalty", IntNode.valueOf(0));
        request.dropUnless("presence_penalty", IntNode.valueOf(0));
        request.dropUnless("logit_bias", Json.object());
        request.dropUnless("store", BooleanNode.FALSE);
        request.dropUnless("verbosity", TextNode.valueOf("medium"));
        request.dropUnless("service_tier", TextNode.valueOf("auto"));
        request.dropUnless("metadata", Json.object());
        request.drop("seed");
        request.drop("prediction");
        // hints to a cache of another kind
        request.dropSurely("prompt_cache_key");
        request.dropSurely("prompt_cache_retention");
    }
}
