package dev.sluicegate.router.response;

import dev.sluicegate.router.forward.target.RetryHint;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers by which answers tell about trying again. {@code x-should-retry} and {@code retry-after-ms} are the official SDKs' own; they come before
 * {@code Retry-After}.
 */
public final class RetryHeaders {
    static final String SHOULD_RETRY = "x-should-retry";

    private static final String RETRY_AFTER = "retry-after";
    private static final String RETRY_AFTER_MS = "retry-after-ms";

    private RetryHeaders() {}

    /** The provider's hint; null if it gave none. */
    public static @Nullable Duration hint(MultiMap headers) {
        Duration asked = retryAfter(headers);
        return asked != null ? asked : limitReset(headers);
    }

    private static @Nullable Duration retryAfter(MultiMap headers) {
        return RetryHint.of(headers.get(RETRY_AFTER_MS), headers.get(RETRY_AFTER), Instant.now());
    }

    /**
     * The time until the limit that is used up is reset; the shortest one if none says that it is used up. There is a pair of headers for each
     * limit, such as {@code x-ratelimit-remaining-tokens} and {@code x-ratelimit-reset-tokens}.
     */
    private static @Nullable Duration limitReset(MultiMap headers) {
        Duration shortest = null;
        Duration usedUp = null;
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            Duration reset = name.contains("ratelimit") && name.contains("reset")
                    ? RetryHint.ofReset(header.getValue(), Instant.now())
                    : null;
            if (reset != null) {
                boolean none = "0".equals(headers.get(name.replace("reset", "remaining")));
                usedUp = none && (usedUp == null || reset.compareTo(usedUp) > 0) ? reset : usedUp;
                shortest = shortest == null || reset.compareTo(shortest) < 0 ? reset : shortest;
            }
        }
        return usedUp != null ? usedUp : shortest;
    }

    /** What the provider said of trying again; null if nothing. */
    public static @Nullable Boolean shouldRetry(MultiMap headers) {
        String value = headers.get(SHOULD_RETRY);
        return value == null
                ? null
                : value.equals("true") ? Boolean.TRUE : value.equals("false") ? Boolean.FALSE : null;
    }

    /** Caps the hint, and says so if no attempt of the client's will help. */
    static void forClient(MultiMap headers, boolean nothingHelps) {
        Duration hint = retryAfter(headers);
        if (hint != null && hint.compareTo(RetryHint.LONGEST_FOR_CLIENTS) > 0) {
            headers.remove(RETRY_AFTER_MS);
            headers.set(RETRY_AFTER, Long.toString(RetryHint.LONGEST_FOR_CLIENTS.toSeconds()));
        }
        if (nothingHelps) {
            headers.set(SHOULD_RETRY, "false");
        }
    }
}
