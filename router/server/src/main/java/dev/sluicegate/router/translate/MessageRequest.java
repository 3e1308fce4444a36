package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluicegate.router.config.Sha256;
import dev.sluicegate.router.provider.ApiError;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's request for a message as OpenAI's request for a chat completion.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">From</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">To</a>
 */
final class MessageRequest {
    /** OpenAI's limit for a user's name. */
    private static final int LONGEST_USER = 64;

    /** Budgets for thinking up to these many tokens count as low and as medium effort; what is more is high. */
    private static final int LOW_BUDGET = 4_096;

    private static final int MEDIUM_BUDGET = 16_384;

    private final Fields request;
    private final ObjectNode chat = Json.object();

    private MessageRequest(Fields request) {
        this.request = request;
    }

    /** @throws Refusal for what cannot be translated */
    static ObjectNode translate(JsonNode body, String model, DroppedFields dropped) {
        return new MessageRequest(Fields.ofBody(body, "OpenAI's API", dropped)).translate(model);
    }

    private ObjectNode translate(String model) {
        refuseThread();
        request.ignore("model");
        chat.put("model", model);
        JsonNode limit = request.integer("max_tokens");
        if (limit == null) {
            throw request.wrong("max_tokens", "is missing");
        }
        chat.set("max_completion_tokens", limit);
        chat.set("messages", MessageTurns.of(request, request.objects("messages")));
        tools();
        sampling();
        effort();
        if (request.flag("stream")) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        metadata();
        contextManagement();
        request.dropUnless("service_tier", TextNode.valueOf("auto"));
        request.drop("top_k");
        // OpenAI's caches need no marks
        request.dropSurely(CacheMarks.NAME);
        refused();
        request.dropTheRest();
        return chat;
    }

    /** Before all else: a request that goes on with a thread has not the messages that the provider would need. */
    private void refuseThread() {
        if (request.take("thread") != null) {
            throw new Refusal(
                    "thread",
                    "cannot be translated: this model's provider speaks OpenAI's API, which keeps no conversation;"
                            + " send the whole of it without 'thread'",
                    ApiError.Kind.THREAD_UNSUPPORTED);
        }
    }

    /** What changes the answer, or where it is worked out. */
    private void refused() {
        request.refuse("container");
        request.refuse("inference_geo");
        request.allowOnly("mcp_servers", Json.array());
    }

    private void tools() {
        ArrayNode tools = Json.array();
        for (Fields tool : request.objects("tools")) {
            String type = tool.text("type");
            if (type != null && type.startsWith("tool_search")) {
                // all tools are there without a search
                tool.dropped().hint(tool, "tool_search");
                continue;
            }
            tools.add(tool(tool));
        }
        if (!tools.isEmpty()) {
            chat.set("tools", tools);
        }
        Fields choice = request.object("tool_choice");
        if (choice == null) {
            return;
        }
        switch (choice.requiredText("type")) {
            case "auto" -> chat.put("tool_choice", "auto");
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" -> {
                ObjectNode function = Json.typed("function");
                function.putObject("function").put("name", choice.requiredText("name"));
                chat.set("tool_choice", function);
            }
            default -> throw choice.wrong("type", "must be 'auto', 'any', 'tool' or 'none'");
        }
        if (choice.flag("disable_parallel_tool_use")) {
            chat.put("parallel_tool_calls", false);
        }
        choice.dropTheRest();
    }

    private static ObjectNode tool(Fields tool) {
        String type = tool.text("type");
        if (type != null && !type.equals("custom")) {
            throw tool.wrong(
                    "type",
                    "cannot be translated: it is a tool of Anthropic's own, and this model's provider speaks OpenAI's API;"
                            + " describe the tool by an 'input_schema', or ask for another model");
        }
        ObjectNode function = Json.object().put("name", tool.requiredText("name"));
        String description = tool.text("description");
        if (description != null) {
            function.put("description", description);
        }
        ObjectNode schema = tool.tree("input_schema");
        if (schema == null) {
            throw tool.wrong("input_schema", "is missing");
        }
        ObjectNode parameters = Schemas.ofTool(schema);
        boolean strict = tool.flag("strict");
        if (strict && Schemas.mayBeStrictForOpenAi(parameters)) {
            function.set("parameters", Schemas.strictForOpenAi(parameters));
            function.put("strict", true);
        } else {
            function.set("parameters", parameters);
            if (strict) {
                // with fields that may be left out, which OpenAI's strict schemas don't have
                tool.dropped().hint(tool, "strict");
            }
        }
        tool.dropSurely(CacheMarks.NAME);
        // how finely a stream's arguments are cut is up to the provider in either protocol
        tool.ignore("eager_input_streaming");
        // all tools are there from the beginning
        tool.ignore("defer_loading");
        tool.dropUnless("allowed_callers", Json.array().add("direct"));
        tool.dropTheRest();
        ObjectNode translated = Json.typed("function");
        translated.set("function", function);
        return translated;
    }

    private void sampling() {
        JsonNode temperature = request.number("temperature");
        if (temperature != null) {
            chat.set("temperature", temperature);
        }
        JsonNode topP = request.number("top_p");
        if (topP != null) {
            chat.set("top_p", topP);
        }
        JsonNode stop = request.take("stop_sequences");
        if (stop != null) {
            if (!stop.isArray()) {
                throw request.wrong("stop_sequences", "must be an array of strings");
            }
            if (!stop.isEmpty()) {
                chat.set("stop", stop);
            }
        }
    }

    private void effort() {
        String effort = thinking();
        Fields config = request.object("output_config");
        if (config != null) {
            String wanted = config.text("effort");
            // the highest that OpenAI's protocol has
            effort = wanted == null ? effort : wanted.equals("max") ? "xhigh" : wanted;
            Fields format = config.object("format");
            if (format != null) {
                chat.set("response_format", OutputFormats.toOpenAi(format));
            }
            config.dropTheRest();
        }
        if (effort != null) {
            chat.put("reasoning_effort", effort);
        }
    }

    /** The effort that a budget for thinking stands for; null where the model decides, as it does in OpenAI's protocol anyway. */
    private @Nullable String thinking() {
        Fields thinking = request.object("thinking");
        if (thinking == null) {
            return null;
        }
        String effort = null;
        switch (thinking.requiredText("type")) {
            case "disabled", "adaptive" -> {}
            case "enabled" -> {
                JsonNode budget = thinking.integer("budget_tokens");
                if (budget == null) {
                    throw thinking.wrong("budget_tokens", "is missing");
                }
                long tokens = budget.asLong();
                effort = tokens <= LOW_BUDGET ? "low" : tokens <= MEDIUM_BUDGET ? "medium" : "high";
            }
            default -> thinking.dropped().hint(thinking, "type");
        }
        // a provider of OpenAI's protocol decides by itself what it shows of its reasoning
        thinking.ignore("display");
        thinking.dropTheRest();
        return effort;
    }

    /** Claude Code says with each request that no thinking shall be taken out of the conversation, which is so anyway. */
    private void contextManagement() {
        Fields management = request.object("context_management");
        if (management == null) {
            return;
        }
        for (Fields edit : management.objects("edits")) {
            JsonNode keep = edit.take("keep");
            boolean all = keep == null
                    || keep.asText().equals("all")
                    || keep.path("type").asText().equals("all");
            if (!all || !edit.requiredText("type").equals("clear_thinking_20251015")) {
                // what would save tokens, and changes no question
                management.dropped().hint(management, "edits");
            }
        }
        management.dropTheRest();
    }

    private void metadata() {
        Fields metadata = request.object("metadata");
        if (metadata != null) {
            String user = metadata.text("user_id");
            if (user != null) {
                chat.put("user", user.length() <= LONGEST_USER ? user : digest(user));
            }
            metadata.dropTheRest();
        }
    }

    /** The field only tells users apart, and a digest does that too. */
    private static String digest(String user) {
        return Sha256.hex(user.getBytes(UTF_8));
    }
}
