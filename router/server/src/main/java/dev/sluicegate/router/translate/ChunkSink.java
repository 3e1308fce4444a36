package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;

/** Where the events of a stream of chat completion chunks go. */
interface ChunkSink {
    /** A chunk, or an error. */
    void data(JsonNode data);

    /** The terminator. */
    void done();

    /** A sign of life that every client skips. */
    void comment();
}
