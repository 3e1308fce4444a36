package dev.sluicegate.router.response;

import dev.sluicegate.router.forward.target.RetryHint;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
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
        return RetryHint.of(headers.get(RETRY_AFTER_MS), headers.get(RETRY_AFTER), Instant.now());
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
        Duration hint = hint(headers);
        if (hint != null && hint.compareTo(RetryHint.LONGEST_FOR_CLIENTS) > 0) {
            headers.remove(RETRY_AFTER_MS);
            headers.set(RETRY_AFTER, Long.toString(RetryHint.LONGEST_FOR_CLIENTS.toSeconds()));
        }
        if (nothingHelps) {
            headers.set(SHOULD_RETRY, "false");
        }
    }
}
