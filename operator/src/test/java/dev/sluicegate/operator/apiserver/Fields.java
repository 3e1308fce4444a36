package dev.sluicegate.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An object as its leaves: the form in which server-side apply thinks. An entry of a list that merges by a key is one step of a path,
 * such as {@code [name=router]}; other lists are leaves.
 */
final class Fields {
    /** The keys by which lists of the built-in types merge, the first that an entry has. */
    private static final List<List<String>> KEYS =
            List.of(List.of("uid"), List.of("port", "protocol"), List.of("type"), List.of("name"));

    /** What is replaced as a whole though it is an object, or has entries with names: its type is atomic. */
    private static final Set<String> ATOMIC = Set.of("selector", "subjects");

    private Fields() {}

    /** @param merging false for types whose lists are all leaves, such as our own resource */
    static Map<List<String>, JsonNode> of(JsonNode object, boolean merging) {
        Map<List<String>, JsonNode> fields = new LinkedHashMap<>();
        collect(object, List.of(), merging, fields);
        return fields;
    }

    private static void collect(JsonNode node, List<String> path, boolean merging, Map<List<String>, JsonNode> fields) {
        if (merging && !path.isEmpty() && ATOMIC.contains(path.getLast())) {
            fields.put(path, node);
        } else if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> collect(field.getValue(), below(path, field.getKey()), merging, fields));
        } else if (node.isArray()
                && merging
                && !node.isEmpty()
                && !key(node.get(0)).isEmpty()) {
            node.forEach(entry -> collect(entry, below(path, key(entry)), true, fields));
        } else {
            fields.put(path, node);
        }
    }

    private static String key(JsonNode entry) {
        return KEYS.stream()
                .filter(key -> key.stream().allMatch(entry::hasNonNull))
                .findFirst()
                .map(key -> "["
                        + String.join(
                                ",",
                                key.stream()
                                        .map(it -> it + "=" + entry.get(it).asText())
                                        .toList()) + "]")
                .orElse("");
    }

    static JsonNode join(Map<List<String>, JsonNode> fields) {
        if (fields.size() == 1 && fields.containsKey(List.<String>of())) {
            return fields.values().iterator().next();
        }
        Map<String, Map<List<String>, JsonNode>> children = new LinkedHashMap<>();
        fields.forEach((path, value) -> {
            if (!path.isEmpty()) {
                children.computeIfAbsent(path.getFirst(), _ -> new LinkedHashMap<>())
                        .put(path.subList(1, path.size()), value);
            }
        });
        if (children.keySet().stream().allMatch(it -> it.startsWith("[")) && !children.isEmpty()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            children.values().forEach(it -> list.add(join(it)));
            return list;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        children.forEach((name, below) -> object.set(name, join(below)));
        return object;
    }

    private static List<String> below(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    static boolean isUnder(List<String> path, String... first) {
        return path.size() >= first.length
                && Stream.iterate(0, i -> i + 1)
                        .limit(first.length)
                        .allMatch(i -> path.get(i).equals(first[i]));
    }
}
