package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import java.util.List;
import java.util.Map;

/**
 * Anthropic's messages.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">API reference</a>
 */
final class AnthropicProtocol implements Protocol {
    static final AnthropicProtocol INSTANCE = new AnthropicProtocol();

    /** The version that {@code translate} writes. */
    private static final String VERSION = "2023-06-01";

    private AnthropicProtocol() {}

    @Override
    public Api api() {
        return Api.ANTHROPIC;
    }

    @Override
    public String name() {
        return "Anthropic";
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    @Override
    public String credentialsHeader() {
        return "x-api-key";
    }

    @Override
    public Map<String, String> ownRequestHeaders() {
        return Map.of("content-type", "application/json", "anthropic-version", VERSION);
    }

    @Override
    public byte[] errorBody(ApiError error, String requestId) {
        return envelope(fields(error.kind(), error.message()), requestId).bytes();
    }

    @Override
    public byte[] shutdownBody(ShutdownNotice notice, String requestId) {
        return envelope(fields(notice), requestId).bytes();
    }

    @Override
    public byte[] errorEvent(ApiError error, String requestId) {
        return event(envelope(fields(error.kind(), error.message()), requestId));
    }

    @Override
    public byte[] shutdownEvent(ShutdownNotice notice, String requestId) {
        return event(envelope(fields(notice), requestId));
    }

    @Override
    public boolean endsStream(byte[] bytes, int from, int to) {
        return Lines.is(bytes, from, to, "event", "message_stop") || Lines.is(bytes, from, to, "event", "error");
    }

    @Override
    public byte[] terminator() {
        return "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(UTF_8);
    }

    @Override
    public byte[] modelList(ModelPage page) {
        List<String> models = page.models();
        JsonObjectWriter json = JsonObjectWriter.object()
                .put("data", models.stream().map(AnthropicProtocol::fields).toList())
                .put("has_more", page.more());
        String first = models.isEmpty() ? null : models.getFirst();
        String last = models.isEmpty() ? null : models.getLast();
        return json.put("first_id", first).put("last_id", last).bytes();
    }

    @Override
    public byte[] model(String model) {
        return fields(model).bytes();
    }

    private static JsonObjectWriter fields(String model) {
        return JsonObjectWriter.object()
                .put("type", "model")
                .put("id", model)
                .put("display_name", model)
                .put("created_at", "1970-01-01T00:00:00Z")
                // API version 2026-10-21 wants it
                .put("lifecycle", "active");
    }

    private static JsonObjectWriter envelope(JsonObjectWriter error, String requestId) {
        return JsonObjectWriter.object()
                .put("type", "error")
                .put("error", error)
                .put("request_id", requestId);
    }

    private static JsonObjectWriter fields(ApiError.Kind kind, String message) {
        JsonObjectWriter error =
                JsonObjectWriter.object().put("type", kind.anthropicType).put("message", message);
        if (kind == ApiError.Kind.THREAD_UNSUPPORTED) {
            error.put(
                    "details",
                    JsonObjectWriter.object()
                            .put("error_code", "thread_unsupported_request")
                            .putTexts("unsupported", List.of("thread")));
        }
        return error;
    }

    private static JsonObjectWriter fields(ShutdownNotice notice) {
        JsonObjectWriter error =
                fields(ApiError.Kind.GATEWAY_SHUTDOWN, notice.sentence()).put("reason", notice.reason());
        if (notice.restartExpectedMs() != null) {
            error.put("restartExpectedMs", notice.restartExpectedMs());
        }
        return error;
    }

    private static byte[] event(JsonObjectWriter json) {
        return ("event: error\ndata: " + json + "\n\n").getBytes(UTF_8);
    }
}
