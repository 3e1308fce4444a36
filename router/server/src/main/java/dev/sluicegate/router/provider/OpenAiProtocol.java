package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * OpenAI's chat completions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">API reference</a>
 */
final class OpenAiProtocol implements Protocol {
    static final OpenAiProtocol INSTANCE = new OpenAiProtocol();

    private OpenAiProtocol() {}

    @Override
    public Api api() {
        return Api.OPENAI;
    }

    @Override
    public String name() {
        return "OpenAI";
    }

    @Override
    public String generationPath() {
        return "/chat/completions";
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
    public String credentialsValue(String key) {
        return "Bearer " + key;
    }

    @Override
    public Map<String, String> ownRequestHeaders() {
        return Map.of("content-type", "application/json");
    }

    @Override
    public byte[] errorBody(ApiError error, String requestId) {
        return envelope(error).bytes();
    }

    @Override
    public byte[] shutdownBody(ShutdownNotice notice, String requestId) {
        return envelope(notice).bytes();
    }

    @Override
    public byte[] errorEvent(ApiError error, String requestId) {
        return event(envelope(error));
    }

    @Override
    public byte[] shutdownEvent(ShutdownNotice notice, String requestId) {
        return event(envelope(notice));
    }

    @Override
    public boolean endsStream(byte[] line, int length) {
        return Lines.dataStartsWith(line, length, "[DONE]") || Lines.dataStartsWith(line, length, "{\"error\"");
    }

    @Override
    public byte[] modelList(List<String> models) {
        return models.stream()
                .map(model -> Json.object()
                        .put("id", model)
                        .put("object", "model")
                        .put("created", 0)
                        .put("owned_by", "sluicegate")
                        .toString())
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"))
                .getBytes(UTF_8);
    }

    private static Json envelope(ApiError error) {
        return Json.object()
                .put("error", fields(error.message(), error.kind().openAiType).put("code", error.kind().openAiCode));
    }

    private static Json envelope(ShutdownNotice notice) {
        ApiError.Kind kind = ApiError.Kind.GATEWAY_SHUTDOWN;
        Json error = fields(notice.sentence(), kind.openAiType)
                .put("code", kind.openAiCode)
                .put("reason", notice.reason());
        if (notice.restartExpectedMs() != null) {
            error.put("restartExpectedMs", notice.restartExpectedMs());
        }
        return Json.object().put("error", error);
    }

    private static Json fields(String message, String type) {
        return Json.object().put("message", message).put("type", type).put("param", (String) null);
    }

    private static byte[] event(Json json) {
        return ("data: " + json + "\n\n").getBytes(UTF_8);
    }
}
