package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's stream as Anthropic's. How many tokens the prompt has is known at the end only, so it stands in {@code message_delta},
 * where Anthropic's clients look last.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">From</a>
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">To</a>
 */
final class ChunkEvents implements StreamCodec.Events {
    private final EventWriter out;
    private final String requestId;
    private final MessageBlocks blocks;
    private final ToolCallBlocks tools;
    private boolean started;
    private boolean refused;
    private String finishReason = "";
    private boolean complete;
    private @Nullable TokenUsage usage;

    ChunkEvents(EventWriter out, String requestId) {
        this.out = out;
        this.requestId = requestId;
        this.blocks = new MessageBlocks(out);
        this.tools = new ToolCallBlocks(blocks);
    }

    @Override
    public boolean terminator(byte[] data) {
        boolean done =
                new String(data, 0, Math.min(data.length, 16), UTF_8).strip().equals("[DONE]");
        if (done) {
            finish();
        }
        return done;
    }

    @Override
    public void event(String name, JsonNode data) {
        if (data.hasNonNull("error")) {
            out.event(ErrorBodies.toAnthropic(data, requestId));
            complete = true;
            return;
        }
        if (data.path("usage").isObject()) {
            usage = TokenUsage.ofOpenAi(data.path("usage"));
        }
        for (JsonNode choice : data.path("choices")) {
            if (choice.path("index").asInt(0) != 0) {
                throw new Untranslatable("answered more than once");
            }
            start(data);
            delta(choice.path("delta"));
            if (choice.path("finish_reason").isTextual()) {
                finishReason = choice.path("finish_reason").textValue();
            }
        }
    }

    private void start(JsonNode chunk) {
        if (started) {
            return;
        }
        started = true;
        String id = chunk.path("id").asText();
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
        text("thinking", ReasoningFields.of(delta));
        text("text", delta.path("content").asText(""));
        String refusal = delta.path("refusal").asText("");
        refused |= !refusal.isEmpty();
        text("text", refusal);
        for (JsonNode fragment : delta.path("tool_calls")) {
            tools.accept(fragment);
        }
    }

    private void text(String type, String text) {
        if (!text.isEmpty()) {
            tools.finish();
            blocks.text(type, text);
        }
    }

    private void finish() {
        if (!started || finishReason.isEmpty()) {
            throw new Untranslatable("ended its stream without a 'finish_reason'");
        }
        EndReason reason = refused ? EndReason.REFUSED : EndReason.ofOpenAi(finishReason, tools.any());
        tools.finish();
        blocks.close();
        ObjectNode event = Json.typed("message_delta");
        event.putObject("delta").put("stop_reason", reason.anthropic).putNull("stop_sequence");
        event.set("usage", (usage == null ? TokenUsage.NONE : usage).anthropic());
        out.event(event);
        out.event(Json.typed("message_stop"));
        complete = true;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public @Nullable TokenUsage usage() {
        return usage;
    }
}
