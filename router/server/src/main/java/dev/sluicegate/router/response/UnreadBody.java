package dev.sluicegate.router.response;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The rest of a request's body that nobody has read when its response is there. */
final class UnreadBody {
    private static final long HTTP2_NO_ERROR = 0x0;

    private UnreadBody() {}

    /** Whether the request's head says that a body follows. */
    static boolean isAnnounced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    static void discard(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // RFC 9113, section 8.1: the client may stop sending, and the response counts
            request.response().reset(HTTP2_NO_ERROR);
        } else {
            request.handler(_ -> {}).resume();
        }
    }
}
