package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a request. Every field must be read, or it is refused by its name when all that is known has been read: so
 * nothing that a client says gets lost. A field that is null counts as absent.
 */
final class Fields {
    private final JsonNode object;
    private final String path;
    private final String provider;
    private final Set<String> read = new HashSet<>();

    private Fields(JsonNode object, String path, String provider) {
        this.object = object;
        this.path = path;
        this.provider = provider;
    }

    /** @param provider what the provider speaks, as in "Anthropic's API" */
    static Fields ofBody(JsonNode body, String provider) {
        if (!body.isObject()) {
            throw new Refusal("the body must be a JSON object");
        }
        return new Fields(body, "", provider);
    }

    /** The objects of an array, or none if it is absent. */
    List<Fields> objects(String name) {
        JsonNode array = take(name);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray()) {
            throw wrong(name, "must be an array");
        }
        List<Fields> objects = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            String place = at(name) + "[" + objects.size() + "]";
            if (!element.isObject()) {
                throw new Refusal(place, "must be an object");
            }
            objects.add(new Fields(element, place, provider));
        }
        return objects;
    }

    @Nullable Fields object(String name) {
        JsonNode node = take(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw wrong(name, "must be an object");
        }
        return new Fields(node, at(name), provider);
    }

    Fields requiredObject(String name) {
        Fields fields = object(name);
        if (fields == null) {
            throw wrong(name, "is missing");
        }
        return fields;
    }

    /** The field's value; null if it is absent. */
    @Nullable JsonNode take(String name) {
        read.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable ObjectNode tree(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isObject()) {
            throw wrong(name, "must be an object");
        }
        return (ObjectNode) value;
    }

    @Nullable String text(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isTextual()) {
            throw wrong(name, "must be a string");
        }
        return value == null ? null : value.textValue();
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw wrong(name, "is missing");
        }
        return text;
    }

    boolean flag(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value != null && value.booleanValue();
    }

    @Nullable JsonNode number(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isNumber()) {
            throw wrong(name, "must be a number");
        }
        return value;
    }

    @Nullable JsonNode integer(String name) {
        JsonNode value = number(name);
        if (value != null && !value.isIntegralNumber()) {
            throw wrong(name, "must be a whole number");
        }
        return value;
    }

    /** A field that says nothing here as long as it has the value that it has by default. */
    void allowOnly(String name, JsonNode neutral) {
        JsonNode value = take(name);
        boolean same = value == null
                || value.equals(neutral)
                || (value.isNumber()
                        && neutral.isNumber()
                        && value.decimalValue().compareTo(neutral.decimalValue()) == 0);
        if (!same) {
            throw noCounterpart(name);
        }
    }

    /** A field that cannot change an answer. */
    void ignore(String name) {
        read.add(name);
    }

    /** To be called when all that can be translated has been read. */
    void refuseTheRest() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!read.contains(field.getKey()) && !field.getValue().isNull()) {
                throw noCounterpart(field.getKey());
            }
        }
    }

    Refusal noCounterpart(String name) {
        return wrong(
                name,
                "cannot be translated: this model's provider speaks " + provider
                        + ", which has no counterpart for it; leave it out, or ask for another model");
    }

    /** @param why what follows the field's name in the sentence */
    Refusal wrong(String name, String why) {
        return new Refusal(at(name), why);
    }

    /** How a client would write the way to this field. A name that is long is not the protocol's. */
    String at(String name) {
        String shown = name.length() <= 100 ? name : name.substring(0, 100) + "…";
        return path.isEmpty() ? shown : path + "." + shown;
    }

    String path() {
        return path;
    }
}
