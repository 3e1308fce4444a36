package dev.sluicegate.router.listen;

import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Protocol;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what HTTP/1.1's codec could not read as a request, and ends its connection, since nobody knows where the next request would begin. */
final class InvalidRequests implements Handler<HttpServerRequest> {
    private final ClientConnections connections;

    InvalidRequests(ClientConnections connections) {
        this.connections = connections;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            answer(request, 414, RejectedConnections.Reason.HEAD_TOO_LARGE, "the request's line is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answer(
                    request,
                    431,
                    RejectedConnections.Reason.HEAD_TOO_LARGE,
                    "the request's headers are larger than the "
                            + connections.bounds().maxHeaderSize()
                            + " that this gateway accepts (listener.maxHeaderSize)");
        } else {
            answer(
                    request,
                    400,
                    RejectedConnections.Reason.MALFORMED,
                    "this is not a request that HTTP allows (RFC 9112): its head is damaged or ambiguous");
        }
    }

    private void answer(HttpServerRequest request, int status, RejectedConnections.Reason reason, String sentence) {
        Protocol protocol = ClientProtocol.guess(request);
        ApiError error = new ApiError(ApiError.Kind.INVALID_REQUEST, sentence);
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(protocol.errorBody(error, "")));
        ClientConnections.of(request.connection()).refused(reason);
    }
}
