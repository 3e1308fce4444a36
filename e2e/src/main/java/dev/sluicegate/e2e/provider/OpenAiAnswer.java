package dev.sluicegate.e2e.provider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions, as <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's reference</a> writes them.
 *
 * @param usage whether the request asked for a usage chunk ({@code stream_options.include_usage})
 */
record OpenAiAnswer(Directive directive, String model, boolean usage) implements Answer {
    @Override
    public String opening() {
        return event(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
    }

    @Override
    public String token(int n) {
        return event(chunk(new JsonObject().put("content", directive.token(n)), null));
    }

    @Override
    public String closing() {
        String last = event(chunk(new JsonObject(), "stop"));
        JsonObject counted =
                object("chat.completion.chunk").put("choices", new JsonArray()).put("usage", counts());
        return last + (usage ? event(counted) : "") + "data: [DONE]\n\n";
    }

    @Override
    public String failing() {
        return "data: " + refusal(500, "the simulated provider was told to fail") + "\n\n";
    }

    @Override
    public String whole() {
        String content = IntStream.range(0, directive.tokens())
                .mapToObj(directive::token)
                .collect(Collectors.joining());
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put(
                        "message",
                        new JsonObject()
                                .put("role", "assistant")
                                .put("content", content)
                                .putNull("refusal"))
                .putNull("logprobs")
                .put("finish_reason", "stop");
        return object("chat.completion")
                .put("choices", new JsonArray().add(choice))
                .put("usage", counts())
                .encode();
    }

    @Override
    public String refusal(int status, String message) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", status < 500 ? "invalid_request_error" : "server_error")
                                .putNull("param")
                                .putNull("code"))
                .encode();
    }

    private JsonObject chunk(JsonObject delta, @Nullable String finish) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finish);
        return object("chat.completion.chunk").put("choices", new JsonArray().add(choice));
    }

    private JsonObject object(String kind) {
        return new JsonObject()
                .put("id", "chatcmpl-" + directive.id())
                .put("object", kind)
                .put("created", 1_700_000_000)
                .put("model", model);
    }

    private JsonObject counts() {
        return new JsonObject()
                .put("prompt_tokens", 1)
                .put("completion_tokens", directive.tokens())
                .put("total_tokens", 1 + directive.tokens());
    }

    private static String event(JsonObject data) {
        return "data: " + data.encode() + "\n\n";
    }
}
