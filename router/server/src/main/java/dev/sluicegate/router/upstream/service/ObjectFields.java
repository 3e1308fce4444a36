package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The fields of an object of the API, each empty where it is missing or of another type. Pure. */
final class ObjectFields {
    private ObjectFields() {}

    static String text(JsonObject in, String field) {
        return in.getValue(field) instanceof String text ? text : "";
    }

    static JsonObject object(JsonObject in, String field) {
        return in.getValue(field) instanceof JsonObject object ? object : new JsonObject();
    }

    /** The objects of a list; what is none is left out. */
    static List<JsonObject> objects(JsonObject in, String field) {
        JsonArray all = array(in, field);
        return all.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    static JsonArray array(JsonObject in, String field) {
        return in.getValue(field) instanceof JsonArray array ? array : new JsonArray();
    }

    /** The name in its metadata. */
    static String name(JsonObject object) {
        return text(object(object, "metadata"), "name");
    }
}
