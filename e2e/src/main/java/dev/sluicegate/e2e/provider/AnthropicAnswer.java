package dev.sluicegate.e2e.provider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Messages, as <a href="https://docs.claude.com/en/api/messages-streaming">Anthropic's reference</a> writes them. */
record AnthropicAnswer(Directive directive, String model) implements Answer {
    @Override
    public String opening() {
        JsonObject block = new JsonObject().put("type", "text").put("text", "");
        return event(new JsonObject().put("type", "message_start").put("message", message(new JsonArray(), false)))
                + event(new JsonObject()
                        .put("type", "content_block_start")
                        .put("index", 0)
                        .put("content_block", block))
                + event(new JsonObject().put("type", "ping"));
    }

    @Override
    public String token(int n) {
        JsonObject delta = new JsonObject().put("type", "text_delta").put("text", directive.token(n));
        return event(new JsonObject()
                .put("type", "content_block_delta")
                .put("index", 0)
                .put("delta", delta));
    }

    @Override
    public String closing() {
        JsonObject delta = new JsonObject().put("stop_reason", "end_turn").putNull("stop_sequence");
        return event(new JsonObject().put("type", "content_block_stop").put("index", 0))
                + event(new JsonObject()
                        .put("type", "message_delta")
                        .put("delta", delta)
                        .put("usage", new JsonObject().put("output_tokens", directive.tokens())))
                + event(new JsonObject().put("type", "message_stop"));
    }

    @Override
    public String failing() {
        return "event: error\ndata: " + refusal(500, "the simulated provider was told to fail") + "\n\n";
    }

    @Override
    public String whole() {
        String text = IntStream.range(0, directive.tokens())
                .mapToObj(directive::token)
                .collect(Collectors.joining());
        return message(new JsonArray().add(new JsonObject().put("type", "text").put("text", text)), true)
                .encode();
    }

    @Override
    public String refusal(int status, String message) {
        String type = switch (status) {
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            case 500 -> "api_error";
            default -> "invalid_request_error";
        };
        return new JsonObject()
                .put("type", "error")
                .put("error", new JsonObject().put("type", type).put("message", message))
                .put("request_id", "req-" + directive.id())
                .encode();
    }

    private JsonObject message(JsonArray content, boolean complete) {
        return new JsonObject()
                .put("id", "msg-" + directive.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model)
                .put("content", content)
                .put("stop_reason", complete ? "end_turn" : null)
                .putNull("stop_sequence")
                .put("usage", new JsonObject().put("input_tokens", 1).put("output_tokens", directive.tokens()));
    }

    private static String event(JsonObject data) {
        return "event: " + data.getString("type") + "\ndata: " + data.encode() + "\n\n";
    }
}
