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
 * One JSON object of a request. Every field must be read, or it is dropped by its name when all that is known has been read: so
 * nothing that a client says gets lost in silence. A field that is null counts as absent.
 */
final class Fields {
    private final JsonNode object;
    private final String path;
    private final String provider;
    private final DroppedFields dropped;
    private final Set<String> read = new HashSet<>();

    private Fields(JsonNode object, String path, String provider, DroppedFields dropped) {
        this.object = object;
        this.path = path;
        this.provider = provider;
        this.dropped = dropped;
    }

    /**
     * @param provider what the provider speaks, as in "Anthropic's API"
     * @param dropped learns what is left out
     */
    static Fields ofBody(JsonNode body, String provider, DroppedFields dropped) {
        if (!body.isObject()) {
            throw new Refusal("the body must be a JSON object");
        }
        return new Fields(body, "", provider, dropped);
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
            objects.add(new Fields(element, place, provider, dropped));
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
        return new Fields(node, at(name), provider, dropped);
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

    /** A field that changes the meaning of an answer, unless it has the value that it has by default. */
    void allowOnly(String name, JsonNode neutral) {
        if (!isAbsentOr(name, neutral)) {
            throw noCounterpart(name);
        }
    }

    /** A field that is a hint, or tuning; one with its default is not even missed. */
    void dropUnless(String name, JsonNode neutral) {
        if (!isAbsentOr(name, neutral)) {
            dropped.hint(this, name);
        }
    }

    private boolean isAbsentOr(String name, JsonNode neutral) {
        JsonNode value = take(name);
        return value == null
                || value.equals(neutral)
                || (value.isNumber()
                        && neutral.isNumber()
                        && value.decimalValue().compareTo(neutral.decimalValue()) == 0);
    }

    /** A field that is a hint, or tuning. */
    void drop(String name) {
        if (take(name) != null) {
            dropped.hint(this, name);
        }
    }

    /** A hint that can't change an answer, such as one to a cache that the provider has not. It is dropped whatever the config says. */
    void dropSurely(String name) {
        if (take(name) != null) {
            dropped.say(at(name));
        }
    }

    /** A field that changes the meaning of an answer. */
    void refuse(String name) {
        if (take(name) != null) {
            throw noCounterpart(name);
        }
    }

    /** A field that cannot change an answer. */
    void ignore(String name) {
        read.add(name);
    }

    /** To be called when all that is known has been read. What is left are fields that nobody knows, which providers ignore or refuse too. */
    void dropTheRest() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!read.contains(field.getKey()) && !field.getValue().isNull()) {
                dropped.hint(this, field.getKey());
            }
        }
    }

    DroppedFields dropped() {
        return dropped;
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
