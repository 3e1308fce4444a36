package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import java.util.Map;

/**
 * OpenAI's protocol.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">API reference</a>
 */
final class OpenAiProtocol implements Protocol {
    /** With the streams of chat completions and of completions: nameless events, and a terminator of its own. */
    static final OpenAiProtocol CHUNKS = new OpenAiProtocol(false);

    /** With the streams of responses: named events, of which the last one is the terminator. */
    static final OpenAiProtocol RESPONSES = new OpenAiProtocol(true);

    private static final String[] LAST_EVENTS = {"response.completed", "response.incomplete", "response.failed", "error"
    };

    private final boolean namedEvents;

    private OpenAiProtocol(boolean namedEvents) {
        this.namedEvents = namedEvents;
    }

    @Override
    public Api api() {
        return Api.OPENAI;
    }

    @Override
    public String name() {
        return "OpenAI";
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }

    @Override
    public String credentialsHeader() {
        return "authorization";
    }

    @Override
    public Map<String, String> ownRequestHeaders() {
        return Map.of("content-type", "application/json");
    }

    @Override
    public byte[] errorBody(ApiError error, String requestId) {
        return envelope(fields(error)).bytes();
    }

    @Override
    public byte[] shutdownBody(ShutdownNotice notice, String requestId) {
        return envelope(fields(notice)).bytes();
    }

    @Override
    public byte[] errorEvent(ApiError error, String requestId) {
        return event(error.kind(), error.message(), fields(error));
    }

    @Override
    public byte[] shutdownEvent(ShutdownNotice notice, String requestId) {
        return event(ApiError.Kind.GATEWAY_SHUTDOWN, notice.sentence(), fields(notice));
    }

    /** A provider may leave the events' names out, since the data says the same. */
    @Override
    public boolean endsStream(byte[] bytes, int from, int to) {
        if (Lines.dataStartsWith(bytes, from, to, "{\"error\"")) {
            return true;
        }
        if (!namedEvents) {
            return Lines.dataStartsWith(bytes, from, to, "[DONE]");
        }
        for (String name : LAST_EVENTS) {
            if (Lines.is(bytes, from, to, "event", name)
                    || Lines.dataStartsWith(bytes, from, to, "{\"type\":\"" + name + "\"")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public byte[] terminator() {
        return namedEvents ? new byte[0] : "data: [DONE]\n\n".getBytes(UTF_8);
    }

    @Override
    public byte[] modelList(ModelPage page) {
        return JsonObjectWriter.object()
                .put("object", "list")
                .put("data", page.models().stream().map(OpenAiProtocol::fields).toList())
                .bytes();
    }

    @Override
    public byte[] model(String model) {
        return fields(model).bytes();
    }

    private static JsonObjectWriter fields(String model) {
        return JsonObjectWriter.object()
                .put("id", model)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "sluicegate");
    }

    private static JsonObjectWriter envelope(JsonObjectWriter error) {
        return JsonObjectWriter.object().put("error", error);
    }

    private static JsonObjectWriter fields(ApiError error) {
        return fields(error.kind(), error.message());
    }

    private static JsonObjectWriter fields(ShutdownNotice notice) {
        JsonObjectWriter error =
                fields(ApiError.Kind.GATEWAY_SHUTDOWN, notice.sentence()).put("reason", notice.reason());
        if (notice.restartExpectedMs() != null) {
            error.put("restartExpectedMs", notice.restartExpectedMs());
        }
        return error;
    }

    private static JsonObjectWriter fields(ApiError.Kind kind, String message) {
        return JsonObjectWriter.object()
                .put("message", message)
                .put("type", kind.openAiType)
                .put("param", (String) null)
                .put("code", kind.openAiCode);
    }

    private byte[] event(ApiError.Kind kind, String message, JsonObjectWriter error) {
        if (!namedEvents) {
            return ("data: " + envelope(error) + "\n\n").getBytes(UTF_8);
        }
        // The documented fields for those who read the event, and "error" because only that makes OpenAI's own SDKs
        // raise.
        JsonObjectWriter event = JsonObjectWriter.object()
                .put("type", "error")
                .put("code", kind.openAiCode == null ? kind.openAiType : kind.openAiCode)
                .put("message", message)
                .put("param", (String) null)
                .put("sequence_number", 0)
                .put("error", error);
        return ("event: error\ndata: " + event + "\n\n").getBytes(UTF_8);
    }
}
