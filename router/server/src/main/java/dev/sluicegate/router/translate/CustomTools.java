package dev.sluicegate.router.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * OpenAI's custom tools, whose input is a text of any form, as functions with this text as their only argument: what a provider without
 * custom tools can call. A grammar that the input has to follow is told to the model in words, as nobody enforces it there.
 *
 * @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a>
 */
final class CustomTools {
    private static final String INPUT = "input";

    private CustomTools() {}

    /** The function's parameters. */
    static ObjectNode parameters() {
        ObjectNode parameters = Json.typed("object");
        parameters.putObject("properties").putObject(INPUT).put("type", "string");
        parameters.putArray("required").add(INPUT);
        return parameters.put("additionalProperties", false);
    }

    /**
     * What the model is to know of the input's form; empty if it is any text.
     *
     * @throws Refusal if the tool's format is none that OpenAI has
     */
    static String form(Fields tool) {
        Fields format = tool.object("format");
        if (format == null) {
            return "";
        }
        String form = switch (format.requiredText("type")) {
            case "text" -> "";
            case "grammar" ->
                "The input must follow this grammar (" + format.requiredText("syntax") + "):\n"
                        + format.requiredText("definition");
            default -> throw format.wrong("type", "must be 'text' or 'grammar'");
        };
        format.dropTheRest();
        return form;
    }

    /** The arguments of a call with this input. */
    static String arguments(String input) {
        return Json.text(Json.object().put(INPUT, input));
    }

    /** The input of a call with these arguments. Where a model has not kept to the parameters, all that it wrote is the input. */
    static String input(String arguments) {
        try {
            JsonNode read = Json.read(arguments);
            JsonNode input = read.path(INPUT);
            if (input.isTextual()) {
                return input.textValue();
            }
            boolean none = read.isObject() && read.isEmpty();
            return none ? "" : arguments;
        } catch (JsonProcessingException e) {
            return arguments;
        }
    }
}
