package dev.sluicegate.router.forward;

import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.provider.ForwardedKey;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that is to be forwarded.
 *
 * @param model as the client named it
 * @param affinity requests with the same one go to the same target; null if any will do
 * @param key whose request it is, for the fairness of queues
 * @param clientKey for the provider that gets it; null if there is none
 * @param insteadOfError answers in another way where no provider can; null if there is none
 */
public record ForwardTask(
        HttpServerRequest request,
        Route route,
        String model,
        boolean stream,
        UpstreamRequestEncoder encoder,
        @Nullable String affinity,
        String key,
        @Nullable ForwardedKey clientKey,
        @Nullable Runnable insteadOfError) {}
