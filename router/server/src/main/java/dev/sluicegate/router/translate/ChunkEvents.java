package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * OpenAI's stream as Anthropic's. How many tokens the prompt has is known at the end only, so it stands in {@code message_delta},
 * where Anthropic's clients look last.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">From</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">To</a>
 */
final class ChunkEvents extends ChunkReader {
    private final EventWriter out;
    private final String requestId;
    private final MessageBlocks blocks;
    private final ToolCallBlocks tools;
    private boolean started;
    private boolean refused;

    ChunkEvents(EventWriter out, String requestId) {
        this.out = out;
        this.requestId = requestId;
        this.blocks = new MessageBlocks(out);
        this.tools = new ToolCallBlocks(blocks);
    }

    @Override
    void error(JsonNode error) {
        out.event(ErrorBodies.toAnthropic(error, requestId));
    }

    @Override
    void chunk(JsonNode chunk) {
        for (JsonNode choice : end().choices(chunk)) {
            start(chunk);
            delta(choice.path("delta"));
        }
    }

    @Override
    boolean begun() {
        return started;
    }

    private void start(JsonNode chunk) {
        if (started) {
            return;
        }
        started = true;
        String id = Json.textOr(chunk.path("id"), requestId);
        tools.nameCallsAfter(id);
        ObjectNode event = Json.typed("message_start");
        ObjectNode message = event.putObject("message")
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", chunk.path("model").asText());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").set("usage", TokenUsage.NONE.anthropic());
        out.event(event);
    }

    private void delta(JsonNode delta) {
        blocks.details(delta);
        for (AnswerContent.Piece piece : AnswerContent.of(delta)) {
            refused |= piece.kind() == AnswerContent.Kind.REFUSAL;
            tools.finish();
            blocks.text(piece.kind() == AnswerContent.Kind.REASONING ? "thinking" : "text", piece.text());
        }
        for (JsonNode fragment : delta.path("tool_calls")) {
            tools.accept(fragment);
        }
    }

    @Override
    void conclude() {
        tools.finish();
        blocks.finish();
        EndReason reason = refused ? EndReason.REFUSED : EndReason.of(end().reason(), tools.any());
        ObjectNode event = Json.typed("message_delta");
        event.putObject("delta").put("stop_reason", reason.anthropic).putNull("stop_sequence");
        event.set("usage", TokenUsage.orNone(end().usage()).anthropic());
        out.event(event);
        out.event(Json.typed("message_stop"));
    }
}
