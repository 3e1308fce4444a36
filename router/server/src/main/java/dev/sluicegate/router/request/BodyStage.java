package dev.sluicegate.router.request;

import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.Vertx;

/** The body: it is taken in, within the limits of its size, its pace and the memory for all bodies. */
final class BodyStage extends Stage<OperationRequest, ReadRequest> {
    private final Vertx vertx;
    private final BodyBudget bodies;

    BodyStage(Vertx vertx, BodyBudget bodies) {
        this.vertx = vertx;
        this.bodies = bodies;
    }

    @Override
    void enter(OperationRequest request) {
        AuthenticatedRequest head = request.head();
        ClientResponse response = head.response();
        ByteSize limit = bodies.atMost(head.config().config().limits().maxRequestBodySize());
        BodyReader body = new BodyReader(vertx, head.http(), limit, bodies.share());
        response.whenOver(body::drop);
        body.read(
                () -> {
                    if (!response.isOver()) {
                        resume(response, new ReadRequest(request, body));
                    }
                },
                response::error);
    }
}
