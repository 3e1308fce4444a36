package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON schemas of one request in the words that OpenAPI 3.0 has too, which is what Google's models take for functions. What has no such word is
 * told in the description, so that the model still reads it; a reference is replaced by what it leads to.
 *
 * @see <a href="https://ai.google.dev/api/caching#Schema">Google's schema</a>
 */
final class BasicSchemas {
    private static final Set<String> KEPT = Set.of(
            "type",
            "format",
            "title",
            "description",
            "nullable",
            "enum",
            "properties",
            "required",
            "items",
            "anyOf",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "minProperties",
            "maxProperties",
            "pattern",
            "minimum",
            "maximum");

    /** Says nothing to a model. */
    private static final Set<String> SILENT = Set.of("$schema", "$id", "$defs", "definitions", "$comment", "default");

    /** What is nested more deeply says nothing of its own. */
    private static final int DEEPEST = 24;

    /** The most that references may add to the schemas of one request, in characters: where a few are used often, each use is written out. */
    private static final int MOST_ADDED = 1 << 20;

    private JsonNode root = Json.object();
    private final Set<String> entered = new HashSet<>();
    private int added;

    /** The same schema in those words. */
    ObjectNode of(JsonNode schema) {
        root = schema;
        return basic(schema, 0);
    }

    private ObjectNode basic(JsonNode schema, int depth) {
        if (depth > DEEPEST) {
            return Json.object();
        }
        String reference = schema.path("$ref").asText("");
        if (!reference.startsWith("#/")) {
            return written(schema, depth);
        }
        JsonNode target = root.at(reference.substring(1));
        if (!hasRoom(target) || !entered.add(reference)) {
            return written(joined(outline(target), schema), depth);
        }
        ObjectNode basic = written(joined(target, schema), depth);
        entered.remove(reference);
        return basic;
    }

    private ObjectNode written(JsonNode schema, int depth) {
        ObjectNode basic = Json.object();
        List<String> told = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "type" -> type(basic, value);
                case "properties" -> {
                    ObjectNode properties = basic.putObject(name);
                    value.properties()
                            .forEach(each -> properties.set(each.getKey(), basic(each.getValue(), depth + 1)));
                }
                case "items" -> basic.set(name, basic(value, depth + 1));
                case "anyOf", "oneOf" -> {
                    ArrayNode any = basic.putArray("anyOf");
                    value.forEach(each -> any.add(basic(each, depth + 1)));
                }
                case "const" -> basic.putArray("enum").add(value);
                default -> keepOrTell(basic, name, value, told);
            }
        }
        if (!told.isEmpty()) {
            String before = basic.path("description").asText("");
            basic.put("description", (before.isEmpty() ? "" : before + "\n") + "{" + String.join(", ", told) + "}");
        }
        return basic;
    }

    private static void keepOrTell(ObjectNode basic, String name, JsonNode value, List<String> told) {
        boolean closes = name.equals("additionalProperties") && value.isBoolean();
        if (KEPT.contains(name)) {
            basic.set(name, value);
        } else if (!SILENT.contains(name) && !closes) {
            told.add(name + ": " + Json.text(value));
        }
    }

    /** Whether what a reference leads to may be written out once more. */
    private boolean hasRoom(JsonNode target) {
        if (added < MOST_ADDED) {
            added += Json.text(target).length();
        }
        return added < MOST_ADDED;
    }

    /** As much as is said of what a reference leads to within itself, or where there is no room for more. */
    private static ObjectNode outline(JsonNode target) {
        ObjectNode outline = Json.object();
        for (String name : new String[] {"type", "description"}) {
            if (target.path(name).isTextual()) {
                outline.set(name, target.path(name));
            }
        }
        return outline;
    }

    /** What a reference leads to, with what stands beside the reference. */
    private static ObjectNode joined(JsonNode target, JsonNode reference) {
        ObjectNode whole = Json.object();
        if (target instanceof ObjectNode found) {
            whole.setAll(found);
        }
        reference.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
        whole.remove("$ref");
        return whole;
    }

    /** A list of types is one type that may be null, or a choice. */
    private static void type(ObjectNode basic, JsonNode type) {
        if (!type.isArray()) {
            basic.set("type", type);
            return;
        }
        List<JsonNode> types = new ArrayList<>();
        for (JsonNode each : type) {
            if (each.asText().equals("null")) {
                basic.put("nullable", true);
            } else {
                types.add(each);
            }
        }
        if (types.size() == 1) {
            basic.set("type", types.getFirst());
        } else {
            ArrayNode any = basic.putArray("anyOf");
            types.forEach(each -> any.addObject().set("type", each));
        }
    }
}
