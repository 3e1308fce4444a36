package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's stream as OpenAI's.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">From</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">To</a>
 */
final class MessageEvents implements StreamCodec.Events {
    /** More reasoning than any model does at once; what is longer cannot be sent back with its signature. */
    private static final int LONGEST_THINKING = 4 << 20;

    private final ChunkSink out;
    private final boolean usageWanted;
    private final long created;
    private final Map<Integer, Block> blocks = new HashMap<>();
    private String id = "";
    private String model = "";
    private int toolCalls;
    private boolean started;
    private boolean finished;
    private boolean complete;
    private @Nullable TokenUsage usage;

    private static final class Block {
        private final JsonNode start;
        private final int toolCall;
        private boolean hasArguments;
        private final StringBuilder thinking = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();

        Block(JsonNode start, int toolCall) {
            this.start = start;
            this.toolCall = toolCall;
        }

        String type() {
            return start.path("type").asText();
        }
    }

    /** @param created in seconds since 1970, as Anthropic's protocol does not tell */
    MessageEvents(ChunkSink out, boolean usageWanted, long created) {
        this.out = out;
        this.usageWanted = usageWanted;
        this.created = created;
    }

    @Override
    public boolean terminator(byte[] data) {
        return false;
    }

    @Override
    public void event(String name, JsonNode data) {
        switch (data.path("type").asText(name)) {
            case "message_start" -> start(data.path("message"));
            case "content_block_start" -> startBlock(data.path("index").asInt(), data.path("content_block"));
            case "content_block_delta" -> delta(block(data), data.path("delta"));
            case "content_block_stop" -> {
                Block block = blocks.get(data.path("index").asInt());
                if (block != null) {
                    stopBlock(block);
                }
            }
            case "message_delta" -> messageDelta(data);
            case "message_stop" -> stop();
            case "error" -> {
                out.data(ErrorBodies.toOpenAi(data));
                complete = true;
            }
            case "ping" -> out.comment();
            // "new event types may be added, and your code should handle unknown event types gracefully"
            default -> {}
        }
    }

    private void start(JsonNode message) {
        id = message.path("id").asText();
        model = message.path("model").asText();
        started = true;
        usage = TokenUsage.ofAnthropic(message.path("usage"), TokenUsage.NONE);
        send(Json.object().put("role", "assistant").put("content", ""), null);
    }

    private void startIfNot() {
        if (!started) {
            start(Json.object());
        }
    }

    /** Some servers do not say when a text or a thought begins; a tool's call is nothing without its name. */
    private Block block(JsonNode event) {
        int index = event.path("index").asInt();
        Block block = blocks.get(index);
        if (block == null) {
            String delta = event.path("delta").path("type").asText();
            if (delta.equals("input_json_delta")) {
                throw new Untranslatable("sent a part of a tool's call that it had not begun");
            }
            startBlock(index, Json.typed(delta.startsWith("text") ? "text" : "thinking"));
            return block(event);
        }
        return block;
    }

    private void startBlock(int index, JsonNode start) {
        startIfNot();
        Block block = new Block(start, toolCalls);
        blocks.put(index, block);
        switch (block.type()) {
            case "text" -> sendText("content", start.path("text").asText());
            case "thinking" -> thinking(block, start.path("thinking").asText());
            case "redacted_thinking" -> {}
            case "tool_use" -> {
                ObjectNode call = Json.object()
                        .put("index", toolCalls++)
                        .put("id", start.path("id").asText())
                        .put("type", "function");
                call.putObject("function")
                        .put("name", start.path("name").asText())
                        .put("arguments", "");
                sendInArray("tool_calls", call);
            }
            // an answer is not destroyed by what a client can't have asked for
            default -> {}
        }
    }

    private void delta(Block block, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> sendText("content", delta.path("text").asText());
            case "thinking_delta" -> thinking(block, delta.path("thinking").asText());
            case "signature_delta" ->
                block.signature.append(delta.path("signature").asText());
            case "input_json_delta" ->
                arguments(block, delta.path("partial_json").asText());
            default -> {}
        }
    }

    private void thinking(Block block, String text) {
        sendText(ReasoningFields.NAME, text);
        if (block.thinking.length() + text.length() > LONGEST_THINKING) {
            throw new Untranslatable("reasoned for longer than can be translated");
        }
        block.thinking.append(text);
    }

    private void arguments(Block block, String fragment) {
        if (!fragment.isEmpty() && block.type().equals("tool_use")) {
            block.hasArguments = true;
            ObjectNode call = Json.object().put("index", block.toolCall);
            call.putObject("function").put("arguments", fragment);
            sendInArray("tool_calls", call);
        }
    }

    private void stopBlock(Block block) {
        switch (block.type()) {
            case "tool_use" -> {
                if (!block.hasArguments) {
                    // OpenAI's clients parse the arguments, so there must be some
                    JsonNode input = block.start.path("input");
                    arguments(block, input.isObject() ? Json.text(input) : "{}");
                }
            }
            case "thinking" -> {
                String signature = block.signature.isEmpty()
                        ? block.start.path("signature").asText()
                        : block.signature.toString();
                sendInArray("thinking_blocks", MessageBody.thinkingBlock(block.thinking.toString(), signature));
            }
            case "redacted_thinking" -> sendInArray("thinking_blocks", MessageBody.redactedBlock(block.start));
            default -> {}
        }
    }

    private void messageDelta(JsonNode data) {
        usage = TokenUsage.ofAnthropic(data.path("usage"), usage == null ? TokenUsage.NONE : usage);
        JsonNode reason = data.path("delta").path("stop_reason");
        if (reason.isTextual() && !finished) {
            startIfNot();
            finish(reason.textValue());
        }
    }

    private void finish(String reason) {
        finished = true;
        send(Json.object(), EndReason.of(reason, toolCalls > 0).openAi);
    }

    private void stop() {
        if (!started) {
            throw new Untranslatable("ended its stream without an answer");
        }
        if (!finished) {
            finish("");
        }
        if (usageWanted) {
            ObjectNode last = chunk();
            last.putArray("choices");
            last.set("usage", (usage == null ? TokenUsage.NONE : usage).openAi());
            out.data(last);
        }
        out.done();
        complete = true;
    }

    private void sendText(String name, String text) {
        if (!text.isEmpty()) {
            send(Json.object().put(name, text), null);
        }
    }

    private void sendInArray(String name, ObjectNode element) {
        ObjectNode delta = Json.object();
        delta.putArray(name).add(element);
        send(delta, null);
    }

    private void send(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        if (usageWanted) {
            chunk.putNull("usage");
        }
        out.data(chunk);
    }

    private ObjectNode chunk() {
        return Json.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", created)
                .put("model", model);
    }

    @Override
    public void ended() {
        if (finished) {
            stop();
        }
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
