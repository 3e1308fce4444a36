package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas as each protocol takes them. Where an answer or a call is held to its schema, both take a subset only.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations">Anthropic's subset</a>
 * @see <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">OpenAI's</a>
 */
final class Schemas {
    /** What Anthropic refuses in a schema that it holds to; a model that is told keeps to it all the same. */
    private static final Set<String> ONLY_TOLD = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "maxItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames");

    private static final String DESCRIPTION = "description";
    private static final String PROPERTIES = "properties";
    private static final String ADDITIONAL = "additionalProperties";

    private Schemas() {}

    /** A tool's parameters, of which some clients leave out what both protocols want. */
    static ObjectNode ofTool(@Nullable ObjectNode schema) {
        ObjectNode complete = schema == null ? Json.object() : schema.deepCopy();
        if (!complete.has("type")) {
            ObjectNode typed = Json.typed("object");
            typed.setAll(complete);
            complete = typed;
        }
        if (complete.path("type").asText().equals("object")
                && !complete.path(PROPERTIES).isObject()) {
            complete.putObject(PROPERTIES);
        }
        return complete;
    }

    /** One that Anthropic holds its model to: what it can't hold is told in the descriptions. */
    static ObjectNode strictForAnthropic(ObjectNode schema) {
        ObjectNode strict = schema.deepCopy();
        tell(strict);
        return strict;
    }

    private static void tell(ObjectNode schema) {
        List<String> told = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : List.copyOf(schema.properties())) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean fewItems = name.equals("minItems") && value.asInt() > 1;
            if (ONLY_TOLD.contains(name) || fewItems) {
                schema.remove(name);
                told.add(name + ": " + Json.text(value));
            } else if (name.equals(PROPERTIES) || name.equals("$defs") || name.equals("definitions")) {
                value.forEach(Schemas::tellInner);
            } else if (name.equals("items") || name.equals("anyOf") || name.equals("allOf") || name.equals("not")) {
                tellInner(value);
            } else if (name.equals("oneOf")) {
                tellInner(value);
                schema.remove(name);
                schema.set("anyOf", value);
            }
        }
        if (!told.isEmpty()) {
            String before = schema.path(DESCRIPTION).asText("");
            schema.put(DESCRIPTION, (before.isEmpty() ? "" : before + "\n") + "{" + String.join(", ", told) + "}");
        }
        if (schema.path("type").asText().equals("object")
                || schema.path(PROPERTIES).isObject()) {
            schema.put(ADDITIONAL, false);
        }
    }

    private static void tellInner(JsonNode node) {
        if (node instanceof ObjectNode object) {
            tell(object);
        } else if (node instanceof ArrayNode array) {
            array.forEach(Schemas::tellInner);
        }
    }

    /** One that OpenAI holds its model to, if it may be strict: no other fields are allowed. */
    static ObjectNode strictForOpenAi(ObjectNode schema) {
        ObjectNode strict = schema.deepCopy();
        close(strict);
        return strict;
    }

    private static void close(JsonNode node) {
        node.forEach(Schemas::close);
        if (node instanceof ObjectNode object && object.path(PROPERTIES).isObject() && !object.has(ADDITIONAL)) {
            object.put(ADDITIONAL, false);
        }
    }

    /** Whether OpenAI takes it with {@code strict}: all of its fields are required, and others are not wanted. */
    static boolean mayBeStrictForOpenAi(JsonNode schema) {
        if (schema.isArray()) {
            return all(schema);
        }
        if (!schema.isObject()) {
            return true;
        }
        if (schema.path(PROPERTIES).isObject()) {
            Set<String> required = new HashSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            boolean others = schema.has(ADDITIONAL) && schema.path(ADDITIONAL).asBoolean(true);
            for (Map.Entry<String, JsonNode> property : schema.path(PROPERTIES).properties()) {
                if (!required.contains(property.getKey()) || !mayBeStrictForOpenAi(property.getValue())) {
                    return false;
                }
            }
            if (others) {
                return false;
            }
        }
        return mayBeStrictForOpenAi(schema.path("items"))
                && mayBeStrictForOpenAi(schema.path("anyOf"))
                && all(schema.path("$defs"));
    }

    private static boolean all(JsonNode schemas) {
        for (JsonNode each : schemas) {
            if (!mayBeStrictForOpenAi(each)) {
                return false;
            }
        }
        return true;
    }
}
