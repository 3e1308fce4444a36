package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.Api;
import java.io.IOException;

/** The judgement whether a stream that ended without its terminator was whole all the same, by what its last events say. */
public final class StreamEnd implements EventReader.Receiver {
    private final Api api;
    private final ChunksEnd chunks = new ChunksEnd();
    private boolean reached;

    private StreamEnd(Api api) {
        this.api = api;
    }

    /**
     * @param api the protocol of a stream of chat completions, completions or messages
     * @param tail its last bytes, which may begin inside of an event
     */
    public static boolean isReached(Api api, byte[] tail) {
        StreamEnd end = new StreamEnd(api);
        EventReader reader = new EventReader(end);
        reader.accept(tail, 0, tail.length);
        reader.end();
        return end.reached;
    }

    @Override
    public void event(String name, byte[] data) {
        try {
            JsonNode event = Json.read(data);
            if (api == Api.OPENAI) {
                chunks.accept(event);
                reached = chunks.isReached();
            } else {
                reached |= event.path("delta").path("stop_reason").isTextual();
            }
        } catch (IOException e) {
            // half an event, or nothing that we know
        }
    }

    @Override
    public void comment() {
        // says nothing of an end
    }
}
