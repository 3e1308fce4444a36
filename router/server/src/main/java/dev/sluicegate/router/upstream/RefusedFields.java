package dev.sluicegate.router.upstream;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields that a provider refuses for a model, learned from its answers: a request that had one was refused, and the same one without
 * it was not. Holds for translated requests only, whose fields the router has written. Safe for any thread.
 */
public final class RefusedFields {
    private final Map<String, Set<String>> byModel = new ConcurrentHashMap<>();

    /** @param model its name at the provider */
    public Set<String> of(String model) {
        return byModel.getOrDefault(model, Set.of());
    }

    public void add(String model, String field) {
        byModel.compute(model, (_, before) -> {
            Set<String> all = new LinkedHashSet<>(before == null ? Set.of() : before);
            all.add(field);
            return Set.copyOf(all);
        });
    }

    /** It was something else. */
    public void remove(String model, String field) {
        byModel.computeIfPresent(model, (_, before) -> {
            Set<String> all = new LinkedHashSet<>(before);
            all.remove(field);
            return all.isEmpty() ? null : Set.copyOf(all);
        });
    }
}
