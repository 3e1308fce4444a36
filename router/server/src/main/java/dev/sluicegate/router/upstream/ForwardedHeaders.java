package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.PassThrough;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The headers that pass the router: those of a list, and what a provider's config adds to it. Whatever else a client or a proxy before the
 * router says (tokens of a sign-on, addresses, an organisation that the gateway's key does not belong to) is no business of the provider's,
 * and what a provider says of its customer is none of the client's. Immutable; safe for any thread.
 */
public final class ForwardedHeaders {
    /** To every provider: how the request is told from others, and by what it was made. */
    static final Set<String> TO_ALL = Set.of(
            "accept",
            "content-type",
            "user-agent",
            "idempotency-key",
            "x-client-request-id",
            "traceparent",
            "tracestate");

    /** To a provider of the client's own protocol, which these belong to. */
    static final Set<String> TO_SAME_PROTOCOL = Set.of("anthropic-version", "anthropic-beta", "openai-beta");

    /** What the official SDKs say of themselves; it differs with the protocol. */
    static final String SDK_PREFIX = "x-stainless-";

    /** From every provider: when to try again, if at all. */
    static final Set<String> FROM_ALL = Set.of("retry-after", "retry-after-ms", "x-should-retry", "cache-control");

    /** From a provider of the client's own protocol. */
    static final Set<String> FROM_SAME_PROTOCOL = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "openai-version",
            "openai-model",
            "openai-processing-ms",
            "x-accel-buffering");

    /** The limits of the gateway's account, by which agents pace themselves. */
    static final List<String> FROM_PREFIXES = List.of("x-ratelimit-", "anthropic-ratelimit-");

    private final Set<String> moreTo;
    private final Set<String> moreFrom;

    ForwardedHeaders(PassThrough more) {
        this.moreTo = lowerCase(more.requestHeaders());
        this.moreFrom = lowerCase(more.responseHeaders());
    }

    private static Set<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** @param translated whether the provider speaks another protocol than the client */
    void copyRequest(MultiMap from, MultiMap to, boolean translated) {
        String connection = from.get(HttpHeaders.CONNECTION);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean passes = TO_ALL.contains(name)
                    || moreTo.contains(name)
                    || (!translated && (TO_SAME_PROTOCOL.contains(name) || name.startsWith(SDK_PREFIX)));
            if (passes && !isNamedBy(connection, name)) {
                to.add(name, header.getValue());
            }
        }
    }

    /**
     * What a client may see of a provider's response, its length included.
     *
     * @param translated whether the client gets another body than the provider sent
     */
    public MultiMap ofResponse(MultiMap from, boolean translated) {
        MultiMap to = HttpHeaders.headers();
        String connection = from.get(HttpHeaders.CONNECTION);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean passes = FROM_ALL.contains(name)
                    || moreFrom.contains(name)
                    || (!translated
                            && (FROM_SAME_PROTOCOL.contains(name)
                                    || FROM_PREFIXES.stream().anyMatch(name::startsWith)));
            if (passes && !isNamedBy(connection, name)) {
                to.add(name, header.getValue());
            }
        }
        return to;
    }

    /** A header that Connection names is for this hop only (RFC 9110, section 7.6.1). */
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
