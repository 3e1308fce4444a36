package dev.sluicegate.router.request;

import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.forward.AttemptCounts;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.runtime.RuntimeConfig;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The path of a client's request, as the list of its stages. Each of them answers the request, or hands on what is known of it by then. There
 * is one path for each event loop.
 */
public final class RequestPath implements Handler<HttpServerRequest> {
    private final CountStage first;

    /**
     * The parts that the event loops share. All of it is safe for any thread.
     *
     * @param config what the config means now; a request asks once
     * @param shutdownNotice what a client that is cut is told
     */
    public record Shared(
            Ledger ledger,
            Supplier<RuntimeConfig> config,
            AttemptCounts attempts,
            BodyBudget bodies,
            Supplier<ShutdownNotice> shutdownNotice) {}

    /** To be called on the event loop that it is for. */
    public RequestPath(Shared shared) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        first = new CountStage(shared.ledger);
        StageList.from(first)
                .then(new EndpointStage(loop, shared.shutdownNotice))
                .then(new AuthenticationStage(shared.config))
                .then(new ModelListStage())
                .then(new BodyStage(loop.owner(), shared.bodies))
                .then(new ModelStage())
                .then(new AdmissionStage(loop))
                .then(new EstimateStage())
                .then(new ResponseCacheStage())
                .then(new ForwardStage(loop, shared));
    }

    @Override
    public void handle(HttpServerRequest request) {
        first.enter(request);
    }
}
