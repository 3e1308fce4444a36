package dev.sluicegate.router.config.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the places in a spec that a path such as {@code providers[].tls.ca} means. */
final class SpecPath {
    /**
     * @param path with numbers in its brackets
     * @param parent that has the value
     * @param field under which the value stands there
     * @param name of the list's element that the place is in; null outside of lists, or if it has none
     */
    record Place(
            String path,
            ObjectNode parent,
            String field,
            @Nullable String name) {
        JsonNode value() {
            return parent.path(field);
        }
    }

    private SpecPath() {}

    static void forEach(JsonNode spec, String path, Consumer<Place> places) {
        walk(spec, "", path, null, places);
    }

    private static void walk(JsonNode node, String done, String rest, @Nullable String name, Consumer<Place> places) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        int dot = rest.indexOf('.');
        String field = dot < 0 ? rest : rest.substring(0, dot);
        if (dot < 0) {
            if (object.hasNonNull(field)) {
                places.accept(new Place(done + field, object, field, name));
            }
            return;
        }
        String next = rest.substring(dot + 1);
        if (field.endsWith("[]")) {
            String list = field.substring(0, field.length() - 2);
            int i = 0;
            for (JsonNode element : object.path(list)) {
                String own =
                        element.path("name").isTextual() ? element.path("name").asText() : null;
                walk(element, done + list + "[" + i++ + "].", next, own, places);
            }
        } else {
            walk(object.path(field), done + field + ".", next, name, places);
        }
    }
}
