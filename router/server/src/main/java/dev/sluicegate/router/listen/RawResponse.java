package dev.sluicegate.router.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Last words to a client on a connection that HTTP's codec knows nothing of, or no longer. */
final class RawResponse {
    /** An empty SETTINGS frame, which must come first, and GOAWAY that says that no stream was seen, with ENHANCE_YOUR_CALM (RFC 9113, sections 3.4 and 6.8). */
    private static final byte[] HTTP2_GO_AWAY = {
        0, 0, 0, 4, 0, 0, 0, 0, 0, // SETTINGS
        0, 0, 8, 7, 0, 0, 0, 0, 0, // GOAWAY
        0, 0, 0, 0, 0, 0, 0, 0xb
    };

    private RawResponse() {}

    /** HTTP/1.1, in OpenAI's envelope, since nobody knows yet what this client speaks. */
    static ByteBuf http1(ApiError error) {
        byte[] body = Protocol.of(Api.OPENAI).errorBody(error, "");
        String head = "HTTP/1.1 " + error.status() + " \r\nconnection: close\r\ncontent-type: application/json\r\n"
                + (error.retryAfter() == null
                        ? ""
                        : "retry-after: " + error.retryAfter().toSeconds() + "\r\n")
                + "content-length: " + body.length + "\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(US_ASCII), body);
    }

    static ByteBuf http2GoAway() {
        return Unpooled.wrappedBuffer(HTTP2_GO_AWAY);
    }
}
