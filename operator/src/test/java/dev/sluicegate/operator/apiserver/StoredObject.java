package dev.sluicegate.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One object, and who owns which of its fields. */
final class StoredObject {
    /** Server-side apply is refused: somebody else owns a field and has another value there. */
    static final class FieldConflict extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<String> fields;

        FieldConflict(List<String> fields) {
            super("conflicts: " + fields);
            this.fields = fields;
        }

        List<String> fields() {
            return fields;
        }
    }

    private final boolean merging;
    private ObjectNode content;
    private final Map<String, Set<List<String>>> owners = new HashMap<>();

    StoredObject(ObjectNode content, String manager, boolean merging) {
        this.merging = merging;
        this.content = content;
        own(manager, Fields.of(content, merging).keySet());
    }

    ObjectNode content() {
        return content;
    }

    String get(String field) {
        return content.path("metadata").path(field).asText();
    }

    /** A write that is not server-side apply: what it changes is its manager's from then on. */
    void update(ObjectNode after, String manager) {
        Map<List<String>, JsonNode> before = Fields.of(content, merging);
        Map<List<String>, JsonNode> now = Fields.of(after, merging);
        Set<List<String>> changed = new HashSet<>();
        now.forEach((path, value) -> {
            if (!value.equals(before.get(path))) {
                changed.add(path);
            }
        });
        owners.values().forEach(paths -> {
            paths.removeAll(changed);
            paths.retainAll(now.keySet());
        });
        own(manager, changed);
        content = after;
    }

    /** Server-side apply: sets what is wanted, and takes away what this manager alone had applied before and no longer wants. */
    void apply(ObjectNode wanted, String manager, boolean force) {
        Map<List<String>, JsonNode> live = Fields.of(content, merging);
        Map<List<String>, JsonNode> applied = Fields.of(wanted, merging);
        applied.keySet().removeIf(StoredObject::isOfTheServer);
        List<String> conflicts = new ArrayList<>();
        applied.forEach((path, value) -> owners.forEach((other, paths) -> {
            if (!other.equals(manager) && paths.contains(path) && !value.equals(live.get(path))) {
                conflicts.add("." + String.join(".", path) + " of " + other);
                if (force) {
                    paths.remove(path);
                }
            }
        }));
        if (!conflicts.isEmpty() && !force) {
            throw new FieldConflict(conflicts);
        }
        Set<List<String>> given = new HashSet<>(Objects.requireNonNullElse(owners.get(manager), Set.of()));
        given.removeAll(applied.keySet());
        owners.forEach((other, paths) -> {
            if (!other.equals(manager)) {
                given.removeAll(paths);
            }
        });
        given.removeIf(StoredObject::isOfTheServer);
        live.keySet().removeAll(given);
        live.putAll(applied);
        content = (ObjectNode) Fields.join(live);
        owners.put(manager, new HashSet<>(applied.keySet()));
    }

    private static boolean isOfTheServer(List<String> path) {
        return Fields.isUnder(path, "apiVersion")
                || Fields.isUnder(path, "kind")
                || Fields.isUnder(path, "metadata", "name")
                || Fields.isUnder(path, "metadata", "namespace")
                || Fields.isUnder(path, "metadata", "uid")
                || Fields.isUnder(path, "metadata", "generation")
                || Fields.isUnder(path, "metadata", "resourceVersion");
    }

    private void own(String manager, Set<List<String>> paths) {
        owners.computeIfAbsent(manager, _ -> new HashSet<>()).addAll(paths);
    }
}
