package dev.sluicegate.router.request;

import dev.sluicegate.router.listen.ClientProtocol;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** The endpoint: is there something at this path, and may it be asked by this method? It tells the protocol of the response. */
final class EndpointStage extends Stage<CountedRequest, AddressedRequest> {
    private final Context loop;
    private final Supplier<ShutdownNotice> shutdownNotice;

    EndpointStage(Context loop, Supplier<ShutdownNotice> shutdownNotice) {
        this.loop = loop;
        this.shutdownNotice = shutdownNotice;
    }

    @Override
    void enter(CountedRequest request) {
        HttpServerRequest http = request.http();
        Endpoint endpoint = Endpoint.of(http);
        Protocol protocol = endpoint == null ? ClientProtocol.guess(http) : endpoint.protocol();
        ClientResponse response =
                new ClientResponse(loop.owner(), http, protocol, request.inFlight(), request.connection());
        request.inFlight().onCut(() -> loop.runOnContext(_ -> response.cut(shutdownNotice.get())));
        if (endpoint == null) {
            response.error(new ApiError(ApiError.Kind.NOT_FOUND, nothingAt(String.valueOf(http.path()))));
        } else if ("websocket".equalsIgnoreCase(http.getHeader("upgrade"))) {
            // Codex asks for responses by one first, and goes on without at once only after this status
            response.header("upgrade", "HTTP/1.1");
            response.error(new ApiError(
                    ApiError.Kind.UPGRADE_REQUIRED,
                    http.path() + " is not served by WebSocket; send a " + endpoint.method() + " request"));
        } else if (!http.method().name().equals(endpoint.method())) {
            response.error(new ApiError(
                    ApiError.Kind.METHOD_NOT_ALLOWED,
                    http.path() + " takes " + endpoint.method() + ", not " + http.method()));
        } else {
            if (endpoint instanceof Endpoint.Generate(Operation operation)) {
                request.inFlight().asks(operation);
            }
            resume(response, new AddressedRequest(http, response, endpoint));
        }
    }

    private static String nothingAt(String path) {
        String meant = Endpoint.meant(path);
        return "there is nothing at " + path
                + (meant == null ? "" : "; did you mean " + meant + "? Look at the client's base URL");
    }
}
