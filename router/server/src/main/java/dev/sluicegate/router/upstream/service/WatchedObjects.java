package dev.sluicegate.router.upstream.service;

import io.vertx.core.json.JsonObject;

/** What is known of the objects of a watch. Immutable, pure. What is not as expected in an object is left out: it is written by others. */
interface WatchedObjects<S extends WatchedObjects<S>> {
    /** The same with an object that was made or changed. */
    S with(JsonObject object);

    /** The same with all of the next page of a list. */
    S and(S page);

    /** The same without one that was deleted. */
    S without(JsonObject object);
}
