package dev.sluicegate.router.request;

import dev.sluicegate.router.config.Model.Affinity;
import dev.sluicegate.router.forward.ForwardResources;
import dev.sluicegate.router.forward.ForwardTask;
import dev.sluicegate.router.forward.RetryingForwarder;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.runtime.RuntimeConfig;
import dev.sluicegate.router.upstream.UpstreamClient;
import io.vertx.core.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The forwarding, in the protocol of whichever provider is to serve the request; the answer streams back by itself. */
final class ForwardStage extends Stage<GenerationRequest, Void> {
    private final Context loop;
    private final RequestPath.Shared shared;
    private final UpstreamClient client;
    private @Nullable RuntimeConfig lastConfig;
    private @Nullable ForwardResources lastResources;

    ForwardStage(Context loop, RequestPath.Shared shared) {
        this.loop = loop;
        this.shared = shared;
        this.client = new UpstreamClient(loop.owner());
    }

    @Override
    void enter(GenerationRequest request) {
        Route route = Objects.requireNonNull(
                request.config().routing().route(request.facts().model()));
        RetryingForwarder forwarder = new RetryingForwarder(
                loop,
                request.response(),
                new ForwardTask(
                        request.http(),
                        route,
                        request.facts().model(),
                        request.facts().stream(),
                        new ClientRequestEncoder(loop.owner(), request, shared.bodies(), route),
                        affinity(request, route),
                        request.caller().id(),
                        request.head().clientKey(),
                        EstimateStage.insteadOfError(request)),
                resources(request.config()));
        request.response()
                .inFlightRequest()
                .onCut(() -> loop.runOnContext(
                        _ -> forwarder.cut(shared.shutdownNotice().get())));
        forwarder.start();
    }

    /** The same for all requests under one config. */
    @SuppressWarnings("ReferenceEquality") // comparing what configs say would cost more than this saves
    private ForwardResources resources(RuntimeConfig config) {
        ForwardResources known = lastResources;
        if (known == null || config != lastConfig) {
            known = new ForwardResources(
                    client, config.upstreams(), config.config().streams().heartbeat(), shared.attempts());
            lastConfig = config;
            lastResources = known;
        }
        return known;
    }

    /** What requests that belong together have in common; null if any target is as good as another. */
    private static @Nullable String affinity(GenerationRequest request, Route route) {
        Affinity affinity = route.affinity();
        if (affinity == null) {
            return null;
        }
        return switch (affinity.by()) {
            case KEY -> request.caller().id();
            case HEADER -> affinity.header() == null ? null : request.http().getHeader(affinity.header());
        };
    }
}
