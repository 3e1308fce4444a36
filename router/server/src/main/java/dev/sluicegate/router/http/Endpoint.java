package dev.sluicegate.router.http;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a path stands for.
 *
 * @param protocol which the client speaks on it
 */
record Endpoint(Kind kind, Protocol protocol) {
    enum Kind {
        GENERATE("POST"),
        LIST_MODELS("GET");

        final String method;

        Kind(String method) {
            this.method = method;
        }
    }

    private static final Map<String, Endpoint> PATHS = Map.of(
            "/v1/chat/completions", of(Kind.GENERATE, Api.OPENAI),
            "/openai/v1/chat/completions", of(Kind.GENERATE, Api.OPENAI),
            "/v1/models", of(Kind.LIST_MODELS, Api.OPENAI),
            "/openai/v1/models", of(Kind.LIST_MODELS, Api.OPENAI),
            "/v1/messages", of(Kind.GENERATE, Api.ANTHROPIC),
            "/anthropic/v1/messages", of(Kind.GENERATE, Api.ANTHROPIC),
            "/anthropic/v1/models", of(Kind.LIST_MODELS, Api.ANTHROPIC));

    private static Endpoint of(Kind kind, Api api) {
        return new Endpoint(kind, Protocol.of(api));
    }

    /** Null if the path stands for nothing. */
    static @Nullable Endpoint of(HttpServerRequest request) {
        Endpoint endpoint = PATHS.get(request.path());
        return endpoint != null && endpoint.kind == Kind.LIST_MODELS && speaksAnthropic(request)
                ? of(Kind.LIST_MODELS, Api.ANTHROPIC)
                : endpoint;
    }

    /** The protocol of a client whose path stands for nothing, as well as can be guessed. */
    static Protocol guess(HttpServerRequest request) {
        String path = request.path();
        return Protocol.of(
                speaksAnthropic(request) || (path != null && path.startsWith("/anthropic/"))
                        ? Api.ANTHROPIC
                        : Api.OPENAI);
    }

    private static boolean speaksAnthropic(HttpServerRequest request) {
        return request.getHeader("anthropic-version") != null;
    }
}
