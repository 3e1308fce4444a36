package dev.sluicegate.operator.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects, with what the API server gives them and checks: uids, versions, preconditions, the status apart from the rest. */
final class ObjectStore {
    private static final String CREATED = "2026-11-21T11:00:00Z";

    /** Of etcd: --max-request-bytes. */
    private static final int LARGEST = 1_572_864;

    private final Map<String, StoredObject> objects = new LinkedHashMap<>();
    private int version = 100;
    private int uids;

    Optional<ObjectNode> find(ApiPath path) {
        return Optional.ofNullable(objects.get(path.key())).map(StoredObject::content);
    }

    Collection<ObjectNode> all() {
        return objects.values().stream().map(StoredObject::content).toList();
    }

    /** The objects of one type in one namespace, or in all. */
    Collection<ObjectNode> all(ApiPath collection) {
        String start = collection.namespace().isEmpty() ? collection.plural() + "/" : collection.key();
        return objects.entrySet().stream()
                .filter(it -> it.getKey().startsWith(start))
                .map(it -> it.getValue().content())
                .toList();
    }

    ObjectNode create(ApiPath path, ObjectNode sent, String manager) {
        String name = sent.path("metadata").path("name").asText();
        ApiPath named = path.named(name);
        if (objects.containsKey(named.key())) {
            throw new Refused(409, "AlreadyExists", "", path.plural() + " \"" + name + "\" already exists");
        }
        checkSize(sent);
        ObjectNode made = sent.deepCopy();
        ObjectNode metadata = made.withObjectProperty("metadata");
        metadata.put("namespace", path.namespace());
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + ++uids);
        }
        if (!metadata.has("creationTimestamp")) {
            metadata.put("creationTimestamp", CREATED);
        }
        if (!metadata.has("generation")) {
            metadata.put("generation", 1);
        }
        StoredObject object =
                new StoredObject(stamped(made), manager, !path.plural().equals("routergateways"));
        objects.put(named.key(), object);
        return object.content();
    }

    ObjectNode apply(ApiPath path, ObjectNode sent, String manager, boolean force) {
        StoredObject object = objects.get(path.key());
        if (object == null) {
            if (!path.subresource().isEmpty()) {
                throw new Refused(404, "NotFound", "", path.name() + " not found");
            }
            return create(path, sent, manager);
        }
        check(object, sent.path("metadata"));
        checkSize(sent);
        ObjectNode before = object.content();
        try {
            object.apply(part(path, before, sent), manager, force);
        } catch (StoredObject.FieldConflict e) {
            throw new Refused(409, "Conflict", "FieldManagerConflict", String.valueOf(e.getMessage()));
        }
        return settle(object, before);
    }

    /** @param merging true for a strategic merge, in which lists merge by their keys */
    ObjectNode patch(ApiPath path, ObjectNode sent, String manager, boolean merging) {
        StoredObject object = require(path);
        check(object, sent.path("metadata"));
        checkSize(sent);
        ObjectNode before = object.content();
        ObjectNode change = part(path, before, sent);
        ObjectNode after = before.deepCopy();
        if (merging) {
            Map<List<String>, JsonNode> fields = Fields.of(before, true);
            fields.putAll(Fields.of(change, true));
            after = (ObjectNode) Fields.join(fields);
        } else {
            merge(after, change);
        }
        after.withObjectProperty("metadata").set("resourceVersion", before.at("/metadata/resourceVersion"));
        object.update(after, manager);
        return settle(object, before);
    }

    void delete(ApiPath path, JsonNode options) {
        StoredObject object = require(path);
        check(object, options.path("preconditions"));
        objects.remove(path.key());
    }

    private StoredObject require(ApiPath path) {
        StoredObject object = objects.get(path.key());
        if (object == null) {
            throw new Refused(404, "NotFound", "", path.plural() + " \"" + path.name() + "\" not found");
        }
        return object;
    }

    /** As if nothing else stood in the object. */
    private static void checkSize(ObjectNode sent) {
        if (sent.toString().getBytes(UTF_8).length > LARGEST) {
            throw new Refused(500, "InternalError", "", "etcdserver: request is too large");
        }
    }

    private static void check(StoredObject object, JsonNode wanted) {
        for (String field : new String[] {"resourceVersion", "uid"}) {
            if (wanted.hasNonNull(field) && !wanted.get(field).asText().equals(object.get(field))) {
                throw new Refused(409, "Conflict", "", "the object has been modified: " + field);
            }
        }
    }

    /** What a write to the object or to its status may change, and nothing else. */
    private static ObjectNode part(ApiPath path, ObjectNode before, ObjectNode sent) {
        ObjectNode part = sent.deepCopy();
        if (path.subresource().equals("status")) {
            part.retain("apiVersion", "kind", "status");
            part.set("metadata", JsonNodeFactory.instance.objectNode());
        } else if (before.has("status")) {
            part.remove("status");
        }
        return part;
    }

    private ObjectNode settle(StoredObject object, ObjectNode before) {
        ObjectNode after = object.content();
        after.withObjectProperty("metadata").set("resourceVersion", before.at("/metadata/resourceVersion"));
        if (after.equals(before)) {
            return before;
        }
        if (!after.path("spec").equals(before.path("spec"))) {
            ObjectNode metadata = after.withObjectProperty("metadata");
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        return stamped(after);
    }

    private ObjectNode stamped(ObjectNode object) {
        object.withObjectProperty("metadata").put("resourceVersion", String.valueOf(++version));
        return object;
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode change) {
        change.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value.isObject()) {
                merge(target.withObjectProperty(field.getKey()), (ObjectNode) value);
            } else {
                target.set(field.getKey(), value instanceof ArrayNode list ? list.deepCopy() : value);
            }
        });
    }
}
