package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The input items of a request for a response as the messages of a chat: what the assistant reasoned, said and called becomes one
 * message; images and files in the results of calls go into the user's message that follows.
 */
final class ResponsesTurns {
    private static final String USER = "user";
    private static final String SYSTEM = "system";
    private static final String ASSISTANT = "assistant";

    /** The beginning of the ids that this router, as OpenAI, gives to reasoning. */
    private static final String REASONING_ID = "rs_";

    private final ArrayNode messages = Json.array();
    private final ArrayNode fromTools = Json.array();
    private final List<String> fromToolsOrigins = new ArrayList<>();
    private final SourcePaths origins;
    private final boolean anthropic;
    private final Consumer<Fields> tools;
    private ObjectNode last = Json.object();

    private final GrowingText text = new GrowingText();

    private ResponsesTurns(SourcePaths origins, boolean anthropic, Consumer<Fields> tools) {
        this.tools = tools;
        this.origins = origins;
        this.anthropic = anthropic;
    }

    /**
     * @param origins learns where the messages come from
     * @param tools receives the tools that are declared on the way
     */
    static ArrayNode of(Fields request, SourcePaths origins, boolean anthropic, Consumer<Fields> tools) {
        ResponsesTurns turns = new ResponsesTurns(origins, anthropic, tools);
        String instructions = request.text("instructions");
        if (instructions != null && !instructions.isEmpty()) {
            turns.begin(SYSTEM, "instructions");
            turns.text.add(turns.last, "content", instructions, "");
        }
        JsonNode input = request.take("input");
        if (input == null) {
            throw request.wrong("input", "is missing");
        }
        if (input.isTextual()) {
            turns.begin(USER, "input").set("content", input);
        } else if (input.isArray()) {
            request.objects("input").forEach(turns::add);
        } else {
            throw request.wrong("input", "must be a string or an array of items");
        }
        turns.sayWhatToolsShowed();
        turns.text.writeTo(turns.last);
        return turns.messages;
    }

    private void add(Fields item) {
        String type = item.text("type");
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "function_call" -> call(item, item.requiredText("arguments"));
            case "custom_tool_call" -> call(item, CustomTools.arguments(item.requiredText("input")));
            case "function_call_output", "custom_tool_call_output" -> result(item);
            case "reasoning" -> reasoning(item);
            // calls of tools that OpenAI's servers work, and that are not here
            case "web_search_call", "tool_search_call", "tool_search_output" -> {
                item.dropped().say(item.at(String.valueOf(type)));
                return;
            }
            // the AI SDK's way to send a thought again that it takes for kept
            case "item_reference" -> {
                if (!item.requiredText("id").startsWith(REASONING_ID)) {
                    throw untranslatable(item);
                }
                item.dropped().say(item.at("reasoning"));
                return;
            }
            case "additional_tools" -> {
                item.allowOnly("role", TextNode.valueOf("developer"));
                item.objects("tools").forEach(tools);
            }
            default -> throw untranslatable(item);
        }
        // names and states that the API gave to what it answered
        item.ignore("id");
        item.ignore("status");
        item.dropTheRest();
    }

    private static Refusal untranslatable(Fields item) {
        return item.wrong(
                "type",
                "cannot be translated: this model's provider takes messages, calls of functions and custom tools,"
                        + " their outputs and reasoning only");
    }

    private ObjectNode begin(String role, String origin) {
        text.writeTo(last);
        origins.put("messages[" + messages.size() + "]", origin);
        last = messages.addObject().put("role", role);
        return last;
    }

    private boolean lastIs(String role) {
        return last.path("role").asText().equals(role);
    }

    private void message(Fields item) {
        switch (item.requiredText("role")) {
            case USER -> user(item);
            case SYSTEM, "developer" -> system(item);
            case ASSISTANT -> {
                assistant(item);
                ArrayNode parts = parts();
                ResponsesContent.add(item, "content", parts, ResponsesContent.Allowed.ANSWERS, origins, place());
                setContent(parts);
                // tells OpenAI's own models apart what they thought aloud
                item.ignore("phase");
            }
            default -> throw item.wrong("role", "must be 'user', 'system', 'developer' or 'assistant'");
        }
    }

    private void user(Fields item) {
        ObjectNode message = begin(USER, item.path());
        ArrayNode parts = takeFromTools();
        ResponsesContent.add(item, "content", parts, ResponsesContent.Allowed.QUESTIONS, origins, place());
        message.set("content", MessageContent.simplified(parts));
    }

    /** Many models want one system message, and want it first, so those that follow each other become one. */
    private void system(Fields item) {
        sayWhatToolsShowed();
        ArrayNode parts = Json.array();
        ResponsesContent.add(item, "content", parts, ResponsesContent.Allowed.TEXT, origins, "");
        if (!lastIs(SYSTEM)) {
            begin(SYSTEM, item.path()).put("content", "");
        }
        for (JsonNode part : parts) {
            text.add(last, "content", part.path("text").asText(), "\n\n");
        }
    }

    private void assistant(Fields item) {
        sayWhatToolsShowed();
        if (!lastIs(ASSISTANT)) {
            begin(ASSISTANT, item.path()).put("content", "");
        }
    }

    /** Of the message that is being written. */
    private String place() {
        return "messages[" + (messages.size() - 1) + "].content";
    }

    private ArrayNode parts() {
        JsonNode content = last.path("content");
        if (content.isArray()) {
            return (ArrayNode) content;
        }
        ArrayNode parts = Json.array();
        if (!content.asText("").isEmpty()) {
            parts.add(Json.typed("text").set("text", content));
        }
        return parts;
    }

    private void setContent(ArrayNode parts) {
        if (parts.isEmpty() && last.has("tool_calls")) {
            last.putNull("content");
        } else {
            last.set("content", MessageContent.simplified(parts));
        }
    }

    private void call(Fields item, String arguments) {
        assistant(item);
        ArrayNode calls = last.withArray("tool_calls");
        String place = "messages[" + (messages.size() - 1) + "].tool_calls[" + calls.size() + "]";
        origins.put(place + ".function", item.path());
        ObjectNode call = calls.addObject();
        CarriedContent.restore(call, item.requiredText("call_id"));
        call.put("type", "function");
        call.putObject("function")
                .put("name", ToolNames.plain(item.text("namespace"), item.requiredText("name")))
                .put("arguments", arguments);
        item.dropUnless("caller", Json.typed("direct"));
        setContent(parts());
    }

    private void result(Fields item) {
        String id = CarriedContent.plain(item.requiredText("call_id"));
        ArrayNode parts = Json.array();
        ResponsesContent.add(item, "output", parts, ResponsesContent.Allowed.QUESTIONS, origins, "");
        ArrayNode text = Json.array();
        for (JsonNode part : parts) {
            if (part.has("text")) {
                text.add(part);
            } else {
                String what = part.has("file") ? "File" : "Image";
                fromTools.add(Json.typed("text").put("text", what + " from the result of tool call " + id + ":"));
                fromTools.add(part);
                fromToolsOrigins.add(item.at("output"));
                fromToolsOrigins.add(item.at("output"));
            }
        }
        begin("tool", item.path()).put("tool_call_id", id).set("content", MessageContent.simplified(text));
        item.dropUnless("caller", Json.typed("direct"));
        // the call says them
        item.ignore("name");
        item.ignore("namespace");
    }

    private void sayWhatToolsShowed() {
        if (!fromTools.isEmpty()) {
            begin(USER, "input").set("content", takeFromTools());
        }
    }

    /** For the message that was begun last. */
    private ArrayNode takeFromTools() {
        for (int i = 0; i < fromTools.size(); i++) {
            origins.put(place() + "[" + i + "]", fromToolsOrigins.get(i));
        }
        ArrayNode parts = fromTools.deepCopy();
        fromTools.removeAll();
        fromToolsOrigins.clear();
        return parts;
    }

    private void reasoning(Fields item) {
        assistant(item);
        String readable = text(item, "content", "reasoning_text");
        String summary = text(item, "summary", "summary_text");
        String encrypted = item.text("encrypted_content");
        ArrayNode signed = encrypted == null ? null : SignedReasoning.read(encrypted);
        boolean details = signed != null && ReasoningDetails.isOne(signed.path(0));
        if (anthropic) {
            if (signed == null || details) {
                // Anthropic's API takes reasoning only with its own signature
                item.dropped().say(item.at("reasoning"));
            } else {
                last.withArray("thinking_blocks").addAll(signed);
            }
            return;
        }
        if (details) {
            last.withArray(ReasoningDetails.FIELD).addAll(signed);
        }
        if (readable.isEmpty()) {
            readable = summary;
        }
        if (readable.isEmpty() && signed != null) {
            readable = SignedReasoning.text(signed);
        }
        if (readable.isEmpty() && encrypted != null) {
            // only the provider that wrote it can read it
            item.dropped().say(item.at("reasoning"));
        }
        if (!readable.isEmpty()) {
            text.add(last, ReasoningFields.NAME, readable, "");
        }
    }

    private static String text(Fields item, String name, String type) {
        StringBuilder text = new StringBuilder();
        for (Fields part : item.objects(name)) {
            if (!part.requiredText("type").equals(type)) {
                throw part.wrong("type", "must be '" + type + "'");
            }
            text.append(text.isEmpty() ? "" : "\n\n").append(part.requiredText("text"));
            part.dropTheRest();
        }
        return text.toString();
    }
}
