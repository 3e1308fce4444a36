package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An answer that keeps to a JSON schema: both protocols have it, and each checks by itself whether it can keep to the schema.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs">Anthropic's</a>
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs">OpenAI's</a>
 */
final class OutputFormats {
    private OutputFormats() {}

    /** Null for plain text. */
    static @Nullable ObjectNode toAnthropic(Fields format) {
        String type = format.requiredText("type");
        ObjectNode translated = null;
        switch (type) {
            case "text" -> {}
            case "json_schema" -> {
                Fields definition = format.requiredObject("json_schema");
                // labels for the schema, which no answer shows
                definition.ignore("name");
                definition.ignore("description");
                // Anthropic's always is; a schema that was not meant to be is refused by the provider if it cannot be
                definition.flag("strict");
                ObjectNode schema = definition.tree("schema");
                if (schema == null) {
                    throw definition.wrong("schema", "is missing");
                }
                definition.refuseTheRest();
                translated = Json.typed("json_schema");
                translated.set("schema", schema);
            }
            default ->
                throw format.wrong(
                        "type",
                        "cannot be translated: Anthropic's API takes 'text' or 'json_schema'; send a schema, or ask for JSON in"
                                + " the prompt");
        }
        format.refuseTheRest();
        return translated;
    }

    static ObjectNode toOpenAi(Fields format) {
        if (!format.requiredText("type").equals("json_schema")) {
            throw format.noCounterpart("type");
        }
        ObjectNode schema = format.tree("schema");
        if (schema == null) {
            throw format.wrong("schema", "is missing");
        }
        format.refuseTheRest();
        ObjectNode translated = Json.typed("json_schema");
        translated
                .putObject("json_schema")
                .put("name", "answer")
                .put("strict", true)
                .set("schema", schema);
        return translated;
    }

    /** The format of a response's text as that of a chat completion. */
    static ObjectNode ofResponses(Fields format) {
        String type = format.requiredText("type");
        ObjectNode translated = Json.typed(type);
        if (type.equals("json_schema")) {
            ObjectNode definition = translated.putObject("json_schema").put("name", format.requiredText("name"));
            ObjectNode schema = format.tree("schema");
            if (schema == null) {
                throw format.wrong("schema", "is missing");
            }
            definition.set("schema", schema);
            String description = format.text("description");
            if (description != null) {
                definition.put("description", description);
            }
            if (format.flag("strict")) {
                definition.put("strict", true);
            }
        } else if (!type.equals("text") && !type.equals("json_object")) {
            throw format.noCounterpart("type");
        }
        format.refuseTheRest();
        return translated;
    }
}
