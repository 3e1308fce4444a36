package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Translates a stream of events. */
final class StreamCodec implements ResponseCodec, EventReader.Receiver {
    private final EventReader reader = new EventReader(this);
    private final EventWriter writer;
    private final ToolRenames renames;
    private final Events events;
    private @Nullable String problem;

    /** The part that differs by direction. */
    interface Events {
        /**
         * Whether the provider's terminator is this, which is not JSON.
         *
         * @throws Untranslatable if it cannot be translated
         */
        boolean terminator(byte[] data);

        /** @throws Untranslatable if it cannot be translated */
        void event(String name, JsonNode data);

        /**
         * The stream has ended as HTTP sees it, without its terminator. Becomes complete if what came says that the answer was whole.
         */
        void ended();

        boolean complete();

        @Nullable TokenUsage usage();
    }

    /**
     * @param writer into which {@code events} writes
     * @param renames of the request's tools
     */
    StreamCodec(EventWriter writer, ToolRenames renames, Events events) {
        this.writer = writer;
        this.renames = renames;
        this.events = events;
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public byte[] accept(byte[] bytes, int from, int to) {
        // what comes after the terminator means nothing
        if (problem == null && !events.complete()) {
            try {
                reader.accept(bytes, from, to);
            } catch (Untranslatable e) {
                problem = e.what();
            }
        }
        return writer.take();
    }

    @Override
    public byte[] end() {
        if (problem == null) {
            try {
                reader.end();
                if (!events.complete()) {
                    events.ended();
                }
            } catch (Untranslatable e) {
                problem = e.what();
            }
        }
        return writer.take();
    }

    @Override
    public void event(String name, byte[] data) {
        if (events.complete() || events.terminator(data)) {
            return;
        }
        try {
            events.event(name, renames.restore(Json.read(data)));
        } catch (IOException e) {
            throw new Untranslatable("sent an event that is not JSON");
        }
    }

    @Override
    public void comment() {
        if (!events.complete()) {
            writer.comment();
        }
    }

    @Override
    public boolean complete() {
        return problem == null && events.complete();
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public @Nullable TokenUsage usage() {
        return events.usage();
    }
}
