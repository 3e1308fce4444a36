package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A reader of a chat completion's stream, for whatever it becomes: its terminator, the errors within it, and its end without a terminator. */
abstract class ChunkReader implements StreamCodec.Events {
    private final ChunksEnd end = new ChunksEnd();
    private boolean complete;

    /** A chunk that is no error, of which {@link #end} has heard. */
    abstract void chunk(JsonNode chunk);

    /** An error, after which nothing is read. */
    abstract void error(JsonNode error);

    /** Whether an answer has begun. */
    abstract boolean begun();

    /** Writes the end of an answer that has begun. */
    abstract void conclude();

    final ChunksEnd end() {
        return end;
    }

    @Override
    public final boolean terminator(byte[] data) {
        boolean done = ChunksEnd.isTerminator(data);
        if (done) {
            finish();
        }
        return done;
    }

    @Override
    public final void event(String name, JsonNode data) {
        read(data);
    }

    final void read(JsonNode data) {
        JsonNode error = ErrorBodies.errorIn(data);
        if (error != null) {
            error(error);
            complete = true;
            return;
        }
        end.accept(data);
        chunk(data);
    }

    final void finish() {
        if (!begun()) {
            throw new Untranslatable("ended its stream without an answer");
        }
        conclude();
        complete = true;
    }

    @Override
    public final void ended() {
        if (begun() && end.isReached()) {
            finish();
        }
    }

    @Override
    public final boolean complete() {
        return complete;
    }

    @Override
    public final @Nullable TokenUsage usage() {
        return end.usage();
    }
}
