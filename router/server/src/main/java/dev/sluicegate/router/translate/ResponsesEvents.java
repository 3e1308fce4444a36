package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The stream of a chat completion as that of a response.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">From</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">To</a>
 */
final class ResponsesEvents extends ChunkReader implements ChunkSink {
    private final EventWriter out;
    private final ResponsesAnswer answer;
    private final String requestId;
    private final long second;
    private final ResponsesOutput output;
    private ObjectNode response = Json.object();
    private boolean started;
    private int sequence;

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
    public void data(JsonNode chunk) {
        read(chunk);
    }

    @Override
    public void done() {
        finish();
    }

    @Override
    void error(JsonNode error) {
        send(ErrorBodies.toResponsesEvent(error));
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
        output.nameAfter(id);
        response = answer.begun("resp_" + id, chunk.path("model").asText(), second);
        sendResponse("response.created");
        sendResponse("response.in_progress");
    }

    private void delta(JsonNode delta) {
        for (AnswerContent.Piece piece : AnswerContent.of(delta)) {
            switch (piece.kind()) {
                case REASONING -> output.reasoning(piece.text());
                case TEXT -> output.text(ResponsesOutput.Kind.TEXT, piece.text());
                case REFUSAL -> output.text(ResponsesOutput.Kind.REFUSAL, piece.text());
            }
        }
        delta.path("thinking_blocks").forEach(output::signed);
        delta.path(ReasoningDetails.FIELD).forEach(output::signed);
        delta.path("tool_calls").forEach(output::call);
    }

    @Override
    void conclude() {
        EndReason reason = EndReason.of(end().reason(), output.called());
        ArrayNode items = output.finish(ResponsesAnswer.status(reason));
        ResponsesAnswer.end(response, reason, items, end().usage());
        sendResponse("response." + response.path("status").asText());
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
}
