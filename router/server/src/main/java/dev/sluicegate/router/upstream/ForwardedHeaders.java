package dev.sluicegate.router.upstream;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers that pass the router. What is meant for one hop only, or proves who a client is, does not. */
public final class ForwardedHeaders {
    /** RFC 9110, section 7.6.1, and what older clients send. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<String> REQUEST_ONLY = Set.of(
            "host",
            "content-length",
            // the body goes on plain
            "content-encoding",
            "expect",
            "accept-encoding",
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "cookie",
            "x-request-id",
            "forwarded",
            "via");

    /** What an upstream says about its own host or to its own customer. */
    private static final Set<String> RESPONSE_ONLY = Set.of(
            "set-cookie", "alt-svc", "strict-transport-security", "x-request-id", "request-id", "server", "date");

    /** What a client may learn of a response in another protocol than its own: when to try again, if at all. */
    private static final Set<String> TRANSLATED_RESPONSE =
            Set.of("retry-after", "retry-after-ms", "x-should-retry", "cache-control");

    private ForwardedHeaders() {}

    static void copyRequest(MultiMap from, MultiMap to) {
        copy(from, to, REQUEST_ONLY);
    }

    /** Copies what a client may see of an upstream's response, its length included. */
    public static void copyResponse(MultiMap from, MultiMap to) {
        copy(from, to, RESPONSE_ONLY);
    }

    /** Leaves out what is part of the client's protocol too. */
    static void copyTranslatedRequest(MultiMap from, MultiMap to) {
        copyRequest(from, to);
        for (String name : Set.copyOf(to.names())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("anthropic-") || lower.startsWith("openai-") || lower.startsWith("x-stainless-")) {
                to.remove(name);
            }
        }
    }

    /** Copies what does not belong to either protocol. */
    public static void copyTranslatedResponse(MultiMap from, MultiMap to) {
        for (String name : TRANSLATED_RESPONSE) {
            String value = from.get(name);
            if (value != null) {
                to.set(name, value);
            }
        }
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> dropped) {
        String connection = from.get("connection");
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !dropped.contains(name)
                    // Netty lets headers without a name in
                    && !name.isEmpty()
                    && !name.startsWith(":")
                    && !name.startsWith("x-forwarded-")
                    && !isNamedBy(connection, name)) {
                to.add(name, header.getValue());
            }
        }
    }

    /** A header that Connection names is for this hop too. */
    private static boolean isNamedBy(@Nullable String connection, String name) {
        if (connection == null || connection.length() < name.length()) {
            return false;
        }
        for (String token : connection.split(",", -1)) {
            if (token.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
