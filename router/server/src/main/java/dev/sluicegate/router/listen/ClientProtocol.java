package dev.sluicegate.router.listen;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Protocol;
import io.vertx.core.http.HttpServerRequest;

/** The protocol that a client speaks, as far as its request's head tells. */
public final class ClientProtocol {
    private ClientProtocol() {}

    /** The protocol of a client whose path stands for nothing, as well as can be guessed. */
    public static Protocol guess(HttpServerRequest request) {
        String path = request.path();
        return Protocol.of(
                isAnthropic(request) || (path != null && path.startsWith("/anthropic/")) ? Api.ANTHROPIC : Api.OPENAI);
    }

    /** Whether the client says that it speaks Anthropic's protocol, where the path does not tell. */
    public static boolean isAnthropic(HttpServerRequest request) {
        return request.getHeader("anthropic-version") != null;
    }
}
