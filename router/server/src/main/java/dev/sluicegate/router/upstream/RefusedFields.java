package dev.sluicegate.router.upstream;

import dev.sluicegate.router.provider.Features;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields that a provider refuses for a model: those that its config and its flavor name, and those that were learned from its answers. A
 * request that had one was refused, and the same one without it was not. Holds for what the router or a hint put into a request, never
 * for a client's own field in a request that passes through. Safe for any thread.
 */
public final class RefusedFields {
    private final Set<String> known;
    /** With what is known. */
    private final Map<String, Set<String>> byModel = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> learned = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> taken = new ConcurrentHashMap<>();

    /** @param known of the config and the flavor, for all models */
    RefusedFields(Set<String> known) {
        this.known = Set.copyOf(known);
    }

    /** @param model its name at the provider */
    public Set<String> of(String model) {
        return byModel.getOrDefault(model, known);
    }

    /** A request with the field was refused, and the same one without it is on its way. */
    public void suspect(String model, String field) {
        byModel.merge(model, with(known, field), (before, _) -> with(before, field));
    }

    /** That one was answered. */
    public void refused(String model, String field) {
        learned.merge(model, Set.of(field), (before, _) -> with(before, field));
    }

    /** It was something else, or is not known. */
    public void clear(String model, String field) {
        byModel.computeIfPresent(model, (_, before) -> {
            Set<String> all = new LinkedHashSet<>(before);
            all.remove(field);
            return Set.copyOf(all);
        });
    }

    /** A request with the field was accepted. */
    public void taken(String model, String field) {
        if (!isTaken(model, field)) {
            taken.merge(model, Set.of(field), (before, _) -> with(before, field));
        }
    }

    /** Whether a request with the field was accepted before. */
    public boolean isTaken(String model, String field) {
        return taken.getOrDefault(model, Set.of()).contains(field);
    }

    /** What was learned, by model. */
    public Map<String, List<String>> learned() {
        Map<String, List<String>> all = new TreeMap<>();
        learned.forEach(
                (model, fields) -> all.put(model, fields.stream().sorted().toList()));
        return all;
    }

    /** The line in a provider's config that says what was learned of a field. */
    public static String configLine(String field) {
        return switch (field) {
            case Features.TOKEN_LIMIT -> "capabilities: {tokenLimit: MaxTokens}";
            case Features.STREAM_OPTIONS -> "streamUsage: AsSent";
            case "reasoning_content" -> "capabilities: {reasoningHistory: None}";
            default -> "capabilities: {refusedFields: [" + field + "]}";
        };
    }

    private static Set<String> with(Set<String> names, String name) {
        Set<String> all = new LinkedHashSet<>(names);
        all.add(name);
        return Set.copyOf(all);
    }
}
