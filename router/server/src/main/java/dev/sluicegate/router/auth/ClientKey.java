package dev.sluicegate.router.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it may be presented: the one that its client should use, or an earlier one of the same client. It holds nothing secret.
 *
 * @param expires from when on it is refused; null is never
 * @param replaced whether its client should use another one
 */
record ClientKey(Caller caller, @Nullable Instant expires, boolean replaced) {
    /** One that has been replaced: it ends by itself, and at the latest with the key that replaces it. */
    static ClientKey replaced(Caller caller, @Nullable Instant expires, @Nullable Instant atMost) {
        return new ClientKey(
                caller, expires == null || (atMost != null && atMost.isBefore(expires)) ? atMost : expires, true);
    }

    boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** When it expired, as the beginning of a sentence. */
    String expiry() {
        return (replaced ? "an earlier key of '" : "key '") + caller.id() + "' expired at " + expires;
    }
}
