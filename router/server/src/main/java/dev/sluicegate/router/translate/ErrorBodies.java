package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.Api;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A provider's errors in the client's envelope. The HTTP status stays what it was; it is by the status that clients decide.
 *
 * @see <a href="https://docs.anthropic.com/en/api/errors">Anthropic's errors</a>
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's errors</a>
 */
final class ErrorBodies {
    private ErrorBodies() {}

    /** @param body of a response whose status is not a good one; may be anything */
    static ObjectNode toOpenAi(int status, byte[] body) {
        JsonNode answer = readOrMissing(body);
        return openAi(answer.path("error").path("type").asText(anthropicType(status)), message(status, body));
    }

    /** An event that says that a stream failed. */
    static ObjectNode toOpenAi(JsonNode event) {
        return openAi(event.path("error").path("type").asText("api_error"), message(event));
    }

    /** An error in the envelope of its own protocol: byte for byte if it has that already. */
    static byte[] inEnvelope(Api api, int status, byte[] body, String requestId) {
        JsonNode answer = readOrMissing(body);
        boolean object = answer.path("error").path("message").isTextual() && body.length > 0 && startsObject(body);
        if (object && (api == Api.OPENAI || answer.path("type").asText().equals("error"))) {
            return body;
        }
        return Json.bytes(api == Api.OPENAI ? sameOpenAi(status, body) : toAnthropic(status, body, requestId));
    }

    private static boolean startsObject(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] <= ' ' && body[at] >= 0) {
            at++;
        }
        return at < body.length && body[at] == '{';
    }

    /** An error of OpenAI's as it is, but for what its envelope lacks. */
    static ObjectNode sameOpenAi(int status, byte[] body) {
        if (!(readOrMissing(body) instanceof ObjectNode answer)
                || !(answer.path("error") instanceof ObjectNode error)
                || !error.path("message").isTextual()) {
            return toOpenAi(status, body);
        }
        if (!error.path("type").isTextual()) {
            error.set("type", toOpenAi(status, body).path("error").path("type"));
        }
        String sentence = ErrorSentence.of(body);
        if (sentence.startsWith(error.path("message").asText()) && error.has("metadata")) {
            error.put("message", sentence);
        }
        return answer;
    }

    /**
     * OpenAI's own fields for those who read the event, and its envelope because nothing else makes its SDKs raise. What is missing is
     * the sequence's number.
     *
     * @param event of a chat completion's stream, which says that the stream failed
     */
    static ObjectNode toResponsesEvent(JsonNode event) {
        JsonNode error = event.path("error");
        String code = error.path("code").asText("");
        String message = message(event);
        ObjectNode translated = Json.typed("error")
                .put(
                        "code",
                        code.isEmpty() || code.equals("null")
                                ? error.path("type").asText("server_error")
                                : code)
                .put("message", message)
                .put(
                        "param",
                        error.path("param").isTextual() ? error.path("param").textValue() : null);
        translated.set("error", error.isObject() ? error : Json.object().put("message", message));
        return translated;
    }

    static ObjectNode toAnthropic(int status, byte[] body, String requestId) {
        return anthropic(anthropicType(status), message(status, body), requestId);
    }

    static ObjectNode toAnthropic(JsonNode event, String requestId) {
        JsonNode error = event.path("error");
        // several providers put the HTTP status that it would have been here
        int status = error.path("code").asInt(0);
        String type = switch (error.path("type").asText("")) {
            case "invalid_request_error" -> "invalid_request_error";
            case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota" -> "rate_limit_error";
            default -> status >= 400 ? anthropicType(status) : "api_error";
        };
        return anthropic(type, message(event), requestId);
    }

    private static ObjectNode openAi(String anthropicType, String message) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error").put("message", message);
        @Nullable String code = null;
        String type = "server_error";
        switch (anthropicType) {
            case "invalid_request_error", "request_too_large" -> type = "invalid_request_error";
            case "not_found_error" -> {
                type = "invalid_request_error";
                code = "not_found";
            }
            case "authentication_error", "permission_error", "billing_error", "rate_limit_error" -> {
                type = anthropicType;
                code = anthropicType.equals("rate_limit_error") ? "rate_limit_exceeded" : null;
            }
            case "overloaded_error" -> code = "overloaded";
            case "timeout_error" -> code = "timeout";
            default -> {}
        }
        error.put("type", type).putNull("param").put("code", code);
        return body;
    }

    private static ObjectNode anthropic(String type, String message, String requestId) {
        ObjectNode body = Json.typed("error");
        body.putObject("error").put("type", type).put("message", message);
        return body.put("request_id", requestId);
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    private static String message(int status, byte[] body) {
        String sentence = ErrorSentence.of(body);
        return sentence.isEmpty()
                ? "the provider answered with HTTP status " + status + " and without a message"
                : sentence;
    }

    private static String message(JsonNode event) {
        String sentence = ErrorSentence.in(event);
        return sentence.isEmpty() ? "the provider reported an error without saying which" : sentence;
    }

    /**
     * The error that an event is, in an object that has it under {@code error}; null if it is none. Some say it in the choice, and some
     * name the whole an error.
     */
    static @Nullable JsonNode errorIn(JsonNode event) {
        if (isError(event.path("error"))) {
            return event;
        }
        for (JsonNode choice : event.path("choices")) {
            if (isError(choice.path("error"))) {
                return choice;
            }
        }
        boolean named = event.path("type").asText().equals("error")
                || event.path("object").asText().equals("error");
        return named ? Json.object().set("error", event) : null;
    }

    private static boolean isError(JsonNode error) {
        return error.isContainerNode()
                ? !error.isEmpty()
                : !error.asText("").isEmpty() && !error.isNull() && !error.equals(BooleanNode.FALSE);
    }

    private static JsonNode readOrMissing(byte[] body) {
        try {
            JsonNode answer = Json.read(body);
            return answer.isArray() ? answer.path(0) : answer;
        } catch (IOException e) {
            // a web page of some proxy in between, for one
            return Json.object().path("error");
        }
    }
}
