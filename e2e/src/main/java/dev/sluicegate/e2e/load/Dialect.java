package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Failure;
import dev.sluicegate.e2e.provider.Directive;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of the two protocols that plain HTTP clients must know. */
enum Dialect {
    OPENAI("/v1/chat/completions") {
        @Override
        void read(String data, Exchange exchange) {
            if (data.equals("[DONE]")) {
                exchange.terminated();
                return;
            }
            JsonObject event = new JsonObject(data);
            if (event.getValue("error") != null) {
                exchange.fail(Failure.Kind.ERROR_EVENT, data);
                return;
            }
            first(event.getJsonArray("choices"))
                    .map(choice -> choice.getJsonObject("delta"))
                    .map(delta -> delta.getString("content"))
                    .ifPresent(exchange::text);
        }

        @Override
        void readWhole(JsonObject body, Exchange exchange) {
            JsonObject choice = first(body.getJsonArray("choices")).orElseThrow();
            exchange.text(choice.getJsonObject("message").getString("content"));
            if ("stop".equals(choice.getString("finish_reason"))) {
                exchange.terminated();
            }
        }
    },
    ANTHROPIC("/v1/messages") {
        @Override
        void read(String data, Exchange exchange) {
            JsonObject event = new JsonObject(data);
            switch (event.getString("type", "")) {
                case "content_block_delta" ->
                    exchange.text(event.getJsonObject("delta").getString("text"));
                case "message_stop" -> exchange.terminated();
                case "error" -> exchange.fail(Failure.Kind.ERROR_EVENT, data);
                default -> {}
            }
        }

        @Override
        void readWhole(JsonObject body, Exchange exchange) {
            exchange.text(first(body.getJsonArray("content")).orElseThrow().getString("text"));
            if ("end_turn".equals(body.getString("stop_reason"))) {
                exchange.terminated();
            }
        }
    };

    private final String path;

    Dialect(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    String body(String model, Directive directive, boolean stream) {
        return new JsonObject()
                .put("model", model)
                .put("max_tokens", 1_000_000)
                .put("stream", stream)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", directive.text())))
                .encode();
    }

    /** Takes in the data of one server-sent event. */
    abstract void read(String data, Exchange exchange);

    /** Takes in the body of a response that is not a stream. */
    abstract void readWhole(JsonObject body, Exchange exchange);

    private static Optional<JsonObject> first(@Nullable JsonArray array) {
        return array == null || array.isEmpty() ? Optional.empty() : Optional.of(array.getJsonObject(0));
    }
}
