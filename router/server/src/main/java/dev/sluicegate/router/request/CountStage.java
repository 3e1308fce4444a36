package dev.sluicegate.router.request;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.listen.ClientConnection;
import dev.sluicegate.router.listen.ClientConnections;
import io.vertx.core.http.HttpServerRequest;

/** The count: from here on the request is in flight, until its response is over. */
final class CountStage extends Stage<HttpServerRequest, CountedRequest> {
    private final Ledger ledger;

    CountStage(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    void enter(HttpServerRequest request) {
        ClientConnection connection = ClientConnections.of(request.connection());
        if (!connection.requestArrived()) {
            return;
        }
        InFlightRequest inFlight = ledger.begin(RequestIds.of(request));
        ledger.trace(inFlight, request::getHeader);
        next(new CountedRequest(request, connection, inFlight));
    }
}
