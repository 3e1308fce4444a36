package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluicegate.router.config.Model.Unsupported;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's request for a response as its request for a chat completion, from which {@link ChatRequest} goes on where the provider
 * speaks Anthropic's protocol.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create">From</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">To</a>
 */
final class ResponsesRequest {
    private static final String NOTHING_IS_KEPT = "cannot be translated: this model's provider keeps no responses; ";

    private final Fields request;
    private final ObjectNode chat = Json.object();
    private final SourcePaths origins = new SourcePaths();
    private final ToolNames names = new ToolNames();
    private final ArrayNode tools = Json.array();
    private @Nullable Refusal hosted;

    private ResponsesRequest(Fields request) {
        this.request = request;
    }

    /**
     * @param origins of what is in the chat completion's request
     * @param answer what each response to this request says about the request
     */
    record Translated(ObjectNode chat, SourcePaths origins, ResponsesAnswer answer) {}

    /**
     * @param anthropic whether it goes on into Anthropic's protocol
     * @param dropped learns what has no counterpart
     * @throws Refusal for what changes the meaning of the answer and cannot be translated
     */
    static Translated translate(JsonNode body, String model, boolean anthropic, DroppedFields dropped) {
        String provider = anthropic ? "Anthropic's API" : "OpenAI's chat completions API only";
        return new ResponsesRequest(Fields.ofBody(body, provider, dropped)).whole(body, model, anthropic);
    }

    private Translated whole(JsonNode body, String model, boolean anthropic) {
        request.ignore("model");
        chat.put("model", model);
        chat.set("messages", ResponsesTurns.of(request, origins, anthropic, this::tool));
        set("max_completion_tokens", "max_output_tokens", request.integer("max_output_tokens"));
        tools();
        set("temperature", "temperature", request.number("temperature"));
        set("top_p", "top_p", request.number("top_p"));
        boolean summaries = reasoning();
        text();
        stream();
        for (String name : new String[] {"user", "safety_identifier", "service_tier", "prompt_cache_key"}) {
            String value = request.text(name);
            set(name, name, value == null ? null : TextNode.valueOf(value));
        }
        neutral();
        request.dropTheRest();
        return new Translated(chat, origins, ResponsesAnswer.to(body, names, summaries));
    }

    private void set(String chatName, String name, @Nullable JsonNode value) {
        if (value != null) {
            chat.set(chatName, value);
            origins.put(chatName, name);
        }
    }

    private void tools() {
        request.objects("tools").forEach(this::tool);
        if (tools.isEmpty() && hosted != null) {
            throw hosted;
        }
        if (!tools.isEmpty()) {
            chat.set("tools", tools);
        }
        toolChoice(!tools.isEmpty());
        JsonNode parallel = request.take("parallel_tool_calls");
        // providers refuse it where there are no tools
        if (parallel != null && !tools.isEmpty()) {
            chat.set("parallel_tool_calls", parallel);
        }
    }

    private void tool(Fields tool) {
        switch (tool.requiredText("type")) {
            case "function", "custom" -> callable(tool, null, "");
            // a group of tools, as coding agents declare those of one MCP server
            case "namespace" -> {
                String namespace = tool.requiredText("name");
                String description = tool.text("description");
                for (Fields member : tool.objects("tools")) {
                    callable(member, namespace, description == null ? "" : description);
                }
                tool.dropTheRest();
            }
            default -> hosted(tool);
        }
    }

    /**
     * A tool that OpenAI's own servers work. A coding agent that offers the search for web pages or for tools beside its own tools does
     * without; where there is nothing else, or it is one whose work is the answer, the request is refused.
     */
    private void hosted(Fields tool) {
        String type = tool.requiredText("type");
        if (!type.startsWith("web_search") && !type.startsWith("tool_search")) {
            throw notCallable(tool);
        }
        hosted = notCallable(tool);
        if (tool.dropped().unsupported() == Unsupported.REFUSE) {
            throw hosted;
        }
        tool.dropped().say("tools." + type);
    }

    private static Refusal notCallable(Fields tool) {
        return tool.wrong(
                "type",
                "cannot be translated: this model's provider has no tools of its own, and takes tools of type 'function'"
                        + " and 'custom' only; leave it out, or ask for another model");
    }

    /** @param about the namespace; what the tool itself says follows it */
    private void callable(Fields tool, @Nullable String namespace, String about) {
        boolean custom = switch (tool.requiredText("type")) {
            case "function" -> false;
            case "custom" -> true;
            default -> throw notCallable(tool);
        };
        origins.put("tools[" + tools.size() + "].function", tool.path());
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.put("name", names.declare(tool, namespace, tool.requiredText("name"), custom));
        String description = tool.text("description");
        String all = Stream.of(about, description == null ? "" : description, custom ? CustomTools.form(tool) : "")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
        if (!all.isEmpty()) {
            function.put("description", all);
        }
        ObjectNode parameters = custom ? CustomTools.parameters() : tool.tree("parameters");
        if (parameters != null) {
            function.set("parameters", parameters);
        }
        if (!custom && tool.flag("strict")) {
            function.put("strict", true);
        }
        // all tools are there from the beginning
        tool.ignore("defer_loading");
        tool.dropUnless("allowed_callers", Json.array().add("direct"));
        tool.dropTheRest();
    }

    private void toolChoice(boolean tools) {
        JsonNode choice = request.take("tool_choice");
        if (choice == null) {
            return;
        }
        if (choice.isTextual()) {
            switch (choice.textValue()) {
                // says nothing without tools, and is refused by providers then
                case "auto", "none" -> set("tool_choice", "tool_choice", tools ? choice : null);
                case "required" -> chat.set("tool_choice", choice);
                default -> throw request.wrong("tool_choice", "must be 'auto', 'none', 'required' or name a tool");
            }
            return;
        }
        Fields fields = request.requiredObject("tool_choice");
        String type = fields.requiredText("type");
        if (!type.equals("function") && !type.equals("custom")) {
            throw fields.wrong("type", "cannot be translated: it takes 'auto', 'none', 'required' or one tool here");
        }
        ObjectNode function = Json.typed("function");
        function.putObject("function")
                .put("name", ToolNames.plain(fields.text("namespace"), fields.requiredText("name")));
        fields.dropTheRest();
        chat.set("tool_choice", function);
    }

    /** @return whether the client wants to read the reasoning as summaries */
    private boolean reasoning() {
        Fields reasoning = request.object("reasoning");
        if (reasoning == null) {
            return false;
        }
        String effort = reasoning.text("effort");
        if (effort != null) {
            chat.put("reasoning_effort", effort);
            origins.put("reasoning_effort", "reasoning.effort");
        }
        // how much of it is shown is up to the provider
        String summary = reasoning.text("summary");
        String older = reasoning.text("generate_summary");
        reasoning.dropUnless("mode", TextNode.valueOf("standard"));
        reasoning.dropUnless("context", TextNode.valueOf("auto"));
        reasoning.dropTheRest();
        return summary != null || older != null;
    }

    private void text() {
        Fields text = request.object("text");
        if (text == null) {
            return;
        }
        String verbosity = text.text("verbosity");
        if (verbosity != null && !verbosity.equals("medium")) {
            chat.put("verbosity", verbosity);
            origins.put("verbosity", "text.verbosity");
        }
        Fields format = text.object("format");
        if (format != null) {
            chat.set("response_format", OutputFormats.ofResponses(format));
            origins.put("response_format", "text.format");
            origins.put("response_format.json_schema", "text.format");
        }
        text.dropTheRest();
    }

    private void stream() {
        Fields options = request.object("stream_options");
        if (options != null) {
            // padding against guessing by length, which this router never does
            options.ignore("include_obfuscation");
            options.dropTheRest();
        }
        if (request.flag("stream")) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
    }

    private void neutral() {
        if (request.take("previous_response_id") != null) {
            throw request.wrong("previous_response_id", NOTHING_IS_KEPT + "send the whole conversation as 'input'");
        }
        if (request.take("conversation") != null) {
            throw request.wrong("conversation", NOTHING_IS_KEPT + "send the whole conversation as 'input'");
        }
        request.dropUnless("store", BooleanNode.FALSE);
        include();
        request.allowOnly("background", BooleanNode.FALSE);
        request.allowOnly("top_logprobs", IntNode.valueOf(0));
        request.refuse("prompt");
        request.refuse("moderation");
        request.dropUnless("truncation", TextNode.valueOf("disabled"));
        request.drop("max_tool_calls");
        request.drop("context_management");
        // comes back in the response, and means nothing to the model
        request.tree("metadata");
        // what a coding agent tells about itself
        request.ignore("client_metadata");
        request.dropSurely("prompt_cache_retention");
        request.dropSurely("prompt_cache_options");
    }

    private void include() {
        JsonNode include = request.take("include");
        if (include == null) {
            return;
        }
        for (JsonNode each : include) {
            String what = each.asText();
            if (what.contains("logprobs")) {
                throw request.wrong(
                        "include", "cannot be translated: this model's provider has no logprobs to include");
            }
            // a response has this whether or not it is asked for; of the rest there is nothing
            if (!what.equals("reasoning.encrypted_content")) {
                request.dropped().hint(request, "include." + what);
            }
        }
    }
}
