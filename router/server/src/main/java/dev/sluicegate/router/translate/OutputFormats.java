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
    /** What a model is told where its protocol can't hold it to "any JSON object". */
    static final String ANY_OBJECT =
            "Answer with one JSON object only: no text before or after it, and no code fence around it.";

    private OutputFormats() {}

    /** Whether it is OpenAI's older format, an object without a schema. */
    static boolean isAnyObject(Fields format) {
        return format.requiredText("type").equals("json_object");
    }

    /** Null for plain text. */
    static @Nullable ObjectNode toAnthropic(Fields format) {
        String type = format.requiredText("type");
        ObjectNode translated = null;
        switch (type) {
            // told in the system prompt
            case "text", "json_object" -> {}
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
                definition.dropTheRest();
                translated = Json.typed("json_schema");
                translated.set("schema", Schemas.strictForAnthropic(schema));
            }
            default ->
                throw format.wrong(
                        "type",
                        "cannot be translated: it must be 'text', 'json_object' or 'json_schema' for a model whose"
                                + " provider speaks Anthropic's API");
        }
        format.dropTheRest();
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
        format.dropTheRest();
        ObjectNode translated = Json.typed("json_schema");
        translated
                .putObject("json_schema")
                .put("name", "answer")
                .put("strict", Schemas.mayBeStrictForOpenAi(schema))
                .set("schema", Schemas.strictForOpenAi(schema));
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
        format.dropTheRest();
        return translated;
    }
}
