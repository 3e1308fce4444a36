package dev.sluicegate.router.response;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A copy of an answer's body, as long as it is short enough. */
final class ResponseCopy {
    private final int atMost;
    private final Consumer<byte[]> then;
    private @Nullable Buffer body = Buffer.buffer();

    ResponseCopy(int atMost, Consumer<byte[]> then) {
        this.atMost = atMost;
        this.then = then;
    }

    void add(Buffer bytes) {
        if (body != null) {
            body = body.length() + bytes.length() > atMost ? null : body.appendBuffer(bytes);
        }
    }

    /** The answer has come to its good end. */
    void finish(HttpServerResponse response) {
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        boolean good = response.getStatusCode() == 200
                && type != null
                && type.startsWith("application/json")
                && !response.headers().contains(HttpHeaders.CONTENT_ENCODING);
        if (body != null && good) {
            then.accept(body.getBytes());
        }
    }
}
