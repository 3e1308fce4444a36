package dev.sluicegate.router.forward.target;

import dev.sluicegate.router.config.Api;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The failure of an attempt while the client had received nothing, as far as it matters for what comes next. */
public sealed interface AttemptFailure {
    /** No answer came, or one that broke off or was cut short by a time limit. */
    record NoAnswer() implements AttemptFailure {}

    /**
     * The provider answered with a status that is not a good one, or by an error in place of an answer or of a stream's first event.
     *
     * @param retryAfter the provider's hint; null if it gave none
     * @param shouldRetry what {@code x-should-retry} said; null if it is missing
     * @param refusal what it refuses by which somebody else may serve
     */
    record Answered(
            int status,
            Api api,
            @Nullable Duration retryAfter,
            @Nullable Boolean shouldRetry,
            ProviderRefusal refusal) implements AttemptFailure {
        /** The provider does not take the gateway's own key, which is no business of the client's: another provider may serve. */
        public static final int KEY_REFUSED = 401;
    }

    /** The request cannot be expressed in the provider's protocol, so it was not sent. */
    record Unsupported() implements AttemptFailure {}
}
