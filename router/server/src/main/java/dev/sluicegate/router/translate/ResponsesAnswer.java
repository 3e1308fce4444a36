package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * A response as OpenAI writes it, and the items of its output.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">The response</a>
 */
final class ResponsesAnswer {
    private final ObjectNode aboutTheRequest;
    private final ToolNames names;
    private final boolean summaries;

    private ResponsesAnswer(ObjectNode aboutTheRequest, ToolNames names, boolean summaries) {
        this.names = names;
        this.aboutTheRequest = aboutTheRequest;
        this.summaries = summaries;
    }

    /**
     * @param request of the client, some of which each response repeats
     * @param names of the tools that the client declared
     * @param summaries whether reasoning is shown as summaries, and not as itself
     */
    static ResponsesAnswer to(JsonNode request, ToolNames names, boolean summaries) {
        JsonNode none = JsonNodeFactory.instance.nullNode();
        ObjectNode about = Json.object();
        repeat(about, request, "instructions", none);
        repeat(about, request, "max_output_tokens", none);
        repeat(about, request, "metadata", Json.object());
        repeat(about, request, "parallel_tool_calls", BooleanNode.TRUE);
        repeat(about, request, "reasoning", Json.object().putNull("effort").putNull("summary"));
        repeat(about, request, "safety_identifier", none);
        repeat(about, request, "temperature", IntNode.valueOf(1));
        ObjectNode text = Json.object();
        text.putObject("format").put("type", "text");
        repeat(about, request, "text", text);
        repeat(about, request, "tool_choice", TextNode.valueOf("auto"));
        repeat(about, request, "tools", Json.array());
        repeat(about, request, "top_p", IntNode.valueOf(1));
        repeat(about, request, "user", none);
        about.put("background", false).put("store", false).put("truncation", "disabled");
        about.putNull("previous_response_id");
        return new ResponsesAnswer(about, names, summaries);
    }

    private static void repeat(ObjectNode about, JsonNode request, String name, JsonNode otherwise) {
        about.set(name, request.hasNonNull(name) ? request.path(name) : otherwise);
    }

    boolean summaries() {
        return summaries;
    }

    /** A response that has begun. */
    ObjectNode begun(String id, String model, long second) {
        ObjectNode response = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", second)
                .put("status", "in_progress");
        response.putNull("error").putNull("incomplete_details").put("model", model);
        response.putArray("output");
        response.putNull("usage");
        response.setAll(aboutTheRequest);
        return response;
    }

    /** The same response at its end. */
    static void end(ObjectNode response, EndReason reason, ArrayNode output, @Nullable TokenUsage usage) {
        String incomplete = incomplete(reason);
        response.put("status", incomplete == null ? "completed" : "incomplete");
        if (incomplete != null) {
            response.putObject("incomplete_details").put("reason", incomplete);
        }
        response.set("output", output);
        if (usage != null) {
            response.set("usage", usage.responses());
        }
    }

    private static @Nullable String incomplete(EndReason reason) {
        return switch (reason) {
            case DONE, TOOLS -> null;
            case LIMIT -> "max_output_tokens";
            case REFUSED -> "content_filter";
        };
    }

    /** How an item ended that was the last one. */
    static String status(EndReason reason) {
        return incomplete(reason) == null ? "completed" : "incomplete";
    }

    static ObjectNode message(String id, String status) {
        ObjectNode item = Json.object().put("id", id).put("type", "message").put("status", status);
        item.put("role", "assistant").putArray("content");
        return item;
    }

    static ObjectNode outputText(String text) {
        ObjectNode part = Json.typed("output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    static ObjectNode refusal(String text) {
        return Json.typed("refusal").put("refusal", text);
    }

    /** @param signed what proves to its provider that the reasoning is its own; may be empty */
    ObjectNode reasoning(String id, String text, ArrayNode signed) {
        ObjectNode item = Json.object().put("id", id).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (!text.isEmpty()) {
            if (summaries) {
                summary.add(Json.typed("summary_text").put("text", text));
            } else {
                item.putArray("content").add(Json.typed("reasoning_text").put("text", text));
            }
        }
        if (!signed.isEmpty()) {
            item.put("encrypted_content", SignedReasoning.write(ReasoningDetails.whole(signed)));
        }
        return item;
    }

    /**
     * @param name as the provider knows it
     * @param arguments a function's; of a custom tool, the item has the input that is in them
     */
    ObjectNode call(String id, String callId, String name, String arguments, String status) {
        boolean custom = isCustom(name);
        ObjectNode call = Json.object()
                .put("id", id)
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("status", status)
                .put("call_id", callId);
        names.put(call, name);
        return custom ? call.put("input", CustomTools.input(arguments)) : call.put("arguments", arguments);
    }

    /** @param name as the provider knows it */
    boolean isCustom(String name) {
        return names.isCustom(name);
    }
}
