package dev.sluicegate.router.request;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.listen.ClientConnection;
import io.vertx.core.http.HttpServerRequest;

/** A request that counts as in flight. */
record CountedRequest(HttpServerRequest http, ClientConnection connection, InFlightRequest inFlight) {}
