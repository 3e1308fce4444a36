package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The tools of OpenAI's request for a chat completion, and the choice among them, as Anthropic's. */
final class ChatTools {
    private final Fields request;
    private final ObjectNode message;

    private ChatTools(Fields request, ObjectNode message) {
        this.request = request;
        this.message = message;
    }

    /** @param message receives them */
    static void translate(Fields request, ObjectNode message) {
        new ChatTools(request, message).translate();
    }

    private void translate() {
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
        boolean saysNothing = tools.isEmpty()
                && choice != null
                && !choice.path("type").asText().equals("any")
                && !choice.path("type").asText().equals("tool");
        if (choice != null && !saysNothing) {
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
        ObjectNode parameters = Schemas.ofTool(function.tree("parameters"));
        boolean strict = function.flag("strict");
        translated.set("input_schema", strict ? Schemas.strictForAnthropic(parameters) : parameters);
        if (strict) {
            translated.put("strict", true);
        }
        CacheMarks.copy(function, translated);
        CacheMarks.copy(tool, translated);
        function.dropTheRest();
        tool.dropTheRest();
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
            function.dropTheRest();
            fields.dropTheRest();
            return tool;
        }
        return switch (choice.asText()) {
            case "auto" -> Json.typed("auto");
            case "none" -> Json.typed("none");
            case "required" -> Json.typed("any");
            default -> throw request.wrong("tool_choice", "must be 'auto', 'none', 'required' or name a function");
        };
    }
}
