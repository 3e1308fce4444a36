package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one InferencePool that a provider names, as it is in the cluster.
 *
 * @see <a href="https://gateway-api-inference-extension.sigs.k8s.io/reference/spec/">InferencePool</a>
 */
sealed interface NamedPool extends WatchedObjects<NamedPool> {
    /** None of that name. */
    record Missing() implements NamedPool {}

    /** One that does not say which pods it means: an empty selector would mean all. */
    record Unusable() implements NamedPool {}

    /**
     * A pool.
     *
     * @param selector the labels that its pods have; at least one
     * @param ports at which each pod has a server; at least one
     */
    record Pool(Map<String, String> selector, List<Integer> ports) implements NamedPool {
        /** In the words of a label selector. */
        String labelSelector() {
            return selector.entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .collect(Collectors.joining(","));
        }
    }

    /** @param list as the API server gives it, of one at most */
    static NamedPool of(JsonObject list) {
        return ObjectFields.objects(list, "items").stream()
                .findFirst()
                .map(NamedPool::read)
                .orElseGet(Missing::new);
    }

    private static NamedPool read(JsonObject object) {
        JsonObject spec = ObjectFields.object(object, "spec");
        JsonObject labels = ObjectFields.object(ObjectFields.object(spec, "selector"), "matchLabels");
        Map<String, String> selector = new TreeMap<>();
        for (String label : labels.fieldNames()) {
            if (!(labels.getValue(label) instanceof String value)) {
                return new Unusable();
            }
            selector.put(label, value);
        }
        Set<Integer> ports = new LinkedHashSet<>();
        for (JsonObject port : ObjectFields.objects(spec, "targetPorts")) {
            if (port.getValue("number") instanceof Integer number && number >= 1 && number <= 65535) {
                ports.add(number);
            }
        }
        return selector.isEmpty() || ports.isEmpty() ? new Unusable() : new Pool(selector, List.copyOf(ports));
    }

    @Override
    default NamedPool with(JsonObject object) {
        return read(object);
    }

    @Override
    default NamedPool and(NamedPool page) {
        return page instanceof Missing ? this : page;
    }

    @Override
    default NamedPool without(JsonObject object) {
        return new Missing();
    }
}
