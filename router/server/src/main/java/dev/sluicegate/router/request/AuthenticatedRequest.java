package dev.sluicegate.router.request;

import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.provider.ForwardedKey;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RuntimeConfig;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose caller is known.
 *
 * @param clientKey the client's own for a provider; null if it has none, or no provider gets any
 * @param config what the config meant when it arrived, which holds to its end
 */
record AuthenticatedRequest(
        HttpServerRequest http,
        ClientResponse response,
        Endpoint endpoint,
        RuntimeConfig config,
        Caller caller,
        @Nullable ForwardedKey clientKey) {}
