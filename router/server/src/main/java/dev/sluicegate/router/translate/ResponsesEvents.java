package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a chat completion as that of a response.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">From</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">To</a>
 */
final class ResponsesEvents implements StreamCodec.Events, ChunkSink {
    private final EventWriter out;
    private final ResponsesAnswer answer;
    private final String requestId;
    private final long second;
    private final ResponsesOutput output;
    private ObjectNode response = Json.object();
    private boolean started;
    private boolean complete;
    private String finishReason = "";
    private int sequence;
    private @Nullable TokenUsage usage;

    /**
     * @param requestId names the response if the provider does not
     * @param second in which it came, since 1970
     */
    ResponsesEvents(EventWriter out, ResponsesAnswer answer, String requestId, long second) {
        this.out = out;
        this.answer = answer;
        this.requestId = requestId;
        this.second = second;
        this.output = new ResponsesOutput(answer, this::send);
    }

    @Override
    public boolean terminator(byte[] data) {
        boolean done =
                new String(data, 0, Math.min(data.length, 16), UTF_8).strip().equals("[DONE]");
        if (done) {
            done();
        }
        return done;
    }

    @Override
    public void event(String name, JsonNode data) {
        data(data);
    }

    @Override
    public void data(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            send(ErrorBodies.toResponsesEvent(chunk));
            complete = true;
            return;
        }
        if (chunk.path("usage").isObject()) {
            usage = TokenUsage.ofOpenAi(chunk.path("usage"));
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) != 0) {
                throw new Untranslatable("answered more than once");
            }
            start(chunk);
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
        String id = chunk.path("id").asText("");
        id = id.isEmpty() ? requestId : id;
        output.nameAfter(id);
        response = answer.begun("resp_" + id, chunk.path("model").asText(), second);
        sendResponse("response.created");
        sendResponse("response.in_progress");
    }

    private void delta(JsonNode delta) {
        output.reasoning(ReasoningFields.of(delta));
        delta.path("thinking_blocks").forEach(output::signed);
        output.text(ResponsesOutput.Kind.TEXT, delta.path("content").asText(""));
        output.text(ResponsesOutput.Kind.REFUSAL, delta.path("refusal").asText(""));
        delta.path("tool_calls").forEach(output::call);
    }

    @Override
    public void done() {
        if (!started || finishReason.isEmpty()) {
            throw new Untranslatable("ended its stream without a 'finish_reason'");
        }
        EndReason reason = EndReason.ofOpenAi(finishReason, output.called());
        ArrayNode items = output.finish(ResponsesAnswer.status(reason));
        ResponsesAnswer.end(response, reason, items, usage);
        sendResponse("response." + response.path("status").asText());
        complete = true;
    }

    @Override
    public void comment() {
        out.comment();
    }

    private void sendResponse(String type) {
        ObjectNode event = Json.typed(type);
        event.set("response", response);
        send(event);
    }

    private void send(ObjectNode event) {
        out.event(event.put("sequence_number", sequence++));
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
