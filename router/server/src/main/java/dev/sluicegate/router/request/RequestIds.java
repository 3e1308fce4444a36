package dev.sluicegate.router.request;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names requests. */
final class RequestIds {
    private static final int LONGEST = 128;

    private RequestIds() {}

    /** The client's own {@code x-request-id} if that can stand in a header and a log without harm, else a new one. */
    static String of(HttpServerRequest request) {
        String own = request.getHeader("x-request-id");
        if (own != null && isSane(own)) {
            return own;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
    }

    private static boolean isSane(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_'
                                || c == '.');
    }
}
