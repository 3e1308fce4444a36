package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What was read of each object of a watch, in the order of the objects' names.
 *
 * @param values by the objects' names
 * @param reader empty for an object of which nothing can be used
 */
record ObjectsByName<V>(Map<String, V> values, Function<JsonObject, Optional<V>> reader)
        implements WatchedObjects<ObjectsByName<V>> {
    /** @param list as the API server gives it */
    static <V> ObjectsByName<V> of(JsonObject list, Function<JsonObject, Optional<V>> reader) {
        Map<String, V> values = new TreeMap<>();
        for (JsonObject object : ObjectFields.objects(list, "items")) {
            reader.apply(object).ifPresent(value -> values.put(ObjectFields.name(object), value));
        }
        return new ObjectsByName<>(values, reader);
    }

    @Override
    public ObjectsByName<V> with(JsonObject object) {
        Map<String, V> next = new TreeMap<>(values);
        reader.apply(object)
                .ifPresentOrElse(
                        value -> next.put(ObjectFields.name(object), value),
                        () -> next.remove(ObjectFields.name(object)));
        return new ObjectsByName<>(next, reader);
    }

    @Override
    public ObjectsByName<V> and(ObjectsByName<V> page) {
        Map<String, V> next = new TreeMap<>(values);
        next.putAll(page.values);
        return new ObjectsByName<>(next, reader);
    }

    @Override
    public ObjectsByName<V> without(JsonObject object) {
        Map<String, V> next = new TreeMap<>(values);
        next.remove(ObjectFields.name(object));
        return new ObjectsByName<>(next, reader);
    }
}
