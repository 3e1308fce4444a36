package dev.sluicegate.router.provider;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error of the router's own, before it is written in some protocol's envelope.
 *
 * @param message a sentence for the person behind the client; never carries a credential or a part of the body
 * @param retryAfter when a new attempt may help; null when waiting does not help
 */
public record ApiError(Kind kind, String message, @Nullable Duration retryAfter) {
    /** The kind of what went wrong, with the HTTP status and the words that each protocol has for it. */
    public enum Kind {
        INVALID_REQUEST(400, "invalid_request_error", null, "invalid_request_error"),
        UNAUTHENTICATED(401, "invalid_request_error", "invalid_api_key", "authentication_error"),
        FORBIDDEN(403, "invalid_request_error", "permission_denied", "permission_error"),
        NOT_FOUND(404, "invalid_request_error", "not_found", "not_found_error"),
        MODEL_NOT_FOUND(404, "invalid_request_error", "model_not_found", "not_found_error"),
        METHOD_NOT_ALLOWED(405, "invalid_request_error", "method_not_allowed", "invalid_request_error"),
        REQUEST_TIMEOUT(408, "invalid_request_error", "request_timeout", "timeout_error"),
        TOO_LARGE(413, "invalid_request_error", "request_too_large", "request_too_large"),
        UNSUPPORTED_CODING(415, "invalid_request_error", "unsupported_content_encoding", "invalid_request_error"),
        UPGRADE_REQUIRED(426, "invalid_request_error", "no_websocket", "invalid_request_error"),
        NOT_SUPPORTED(400, "invalid_request_error", "not_supported", "invalid_request_error"),
        /** Anthropic's SDKs go on without a thread when they are told in the words that {@link AnthropicProtocol} has for it. */
        THREAD_UNSUPPORTED(400, "invalid_request_error", "not_supported", "invalid_request_error"),
        RATE_LIMITED(429, "requests", "rate_limit_exceeded", "rate_limit_error"),
        /** Unlike the limits of a minute nothing helps but time or money, so that no client should try again by itself. */
        BUDGET_SPENT(429, "insufficient_quota", "insufficient_quota", "rate_limit_error"),
        QUEUE_FULL(429, "server_error", "queue_full", "overloaded_error"),
        OVERLOADED(503, "server_error", "overloaded", "overloaded_error"),
        UPSTREAM_FAILED(502, "upstream_error", "upstream_failed", "api_error"),
        UPSTREAM_TIMEOUT(504, "upstream_error", "upstream_timeout", "timeout_error"),
        GATEWAY_SHUTDOWN(503, "gateway_shutdown", "gateway_shutdown", "gateway_shutdown"),
        INTERNAL(500, "server_error", "internal_error", "api_error");

        final int status;
        final String openAiType;
        final @Nullable String openAiCode;
        final String anthropicType;

        Kind(int status, String openAiType, @Nullable String openAiCode, String anthropicType) {
            this.status = status;
            this.openAiType = openAiType;
            this.openAiCode = openAiCode;
            this.anthropicType = anthropicType;
        }

        public int status() {
            return status;
        }

        /** The router's own word for it, for logs and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ApiError(Kind kind, String message) {
        this(kind, message, null);
    }

    public int status() {
        return kind.status();
    }

    /** The same, saying how many attempts it took to find that out. */
    public ApiError after(int attempts) {
        return attempts <= 1
                ? this
                : new ApiError(kind, message + " (the last of " + attempts + " attempts)", retryAfter);
    }
}
