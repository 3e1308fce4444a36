package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes whole server-sent events. */
final class EventWriter implements ChunkSink {
    private static final byte[] NOTHING = {};

    private final StringBuilder text = new StringBuilder();

    /** An event as OpenAI writes it. */
    @Override
    public void data(JsonNode data) {
        text.append("data: ").append(Json.text(data)).append("\n\n");
    }

    /** OpenAI's terminator. */
    @Override
    public void done() {
        text.append("data: [DONE]\n\n");
    }

    /** An event as Anthropic and OpenAI's responses write it: named by its data's type. */
    void event(JsonNode data) {
        text.append("event: ").append(data.path("type").asText()).append('\n');
        data(data);
    }

    @Override
    public void comment() {
        text.append(": ping\n\n");
    }

    byte[] take() {
        if (text.isEmpty()) {
            return NOTHING;
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        text.setLength(0);
        return bytes;
    }
}
