package dev.sluicegate.router.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.coding.ContentCoding;
import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.ProviderRefusal;
import dev.sluicegate.router.forward.target.RetryHint;
import dev.sluicegate.router.response.RetryHeaders;
import dev.sluicegate.router.upstream.AttemptPermit;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an upstream's response, as far as it matters for what is done with the body.
 *
 * @param events whether events follow that can be told from each other
 * @param mayBeError whether only the body tells whether it is an error, which some providers report with status 200
 * @param coding the body's; null for one that cannot be read
 * @param retryAfter the provider's hint with an error; null if it gave none
 * @param shouldRetry what {@code x-should-retry} says with an error; null if it is missing
 */
record ResponseHead(
        int status,
        boolean events,
        boolean mayBeError,
        @Nullable ContentCoding coding,
        @Nullable Duration retryAfter,
        @Nullable Boolean shouldRetry) {
    /** The health of an upstream, as far as a response's head shows it. */
    enum Health {
        WELL,
        UNWELL,
        /** The body's beginning will show it. */
        UNKNOWN;

        void tell(AttemptPermit permit) {
            switch (this) {
                case WELL -> permit.succeeded();
                case UNWELL -> permit.failed();
                case UNKNOWN -> {}
            }
        }

        static Health of(int status) {
            return status >= 500 && status != 501 ? UNWELL : WELL;
        }
    }

    static ResponseHead of(HttpClientResponse response) {
        int status = response.statusCode();
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        return isError(status)
                ? of(
                        status,
                        type,
                        encoding,
                        RetryHeaders.hint(response.headers()),
                        RetryHeaders.shouldRetry(response.headers()))
                : of(status, type, encoding, null, null);
    }

    static ResponseHead of(
            int status,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable Duration retryAfter,
            @Nullable Boolean shouldRetry) {
        ContentCoding coding = ContentCoding.of(contentEncoding);
        boolean events = status == 200
                && contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
                && coding != null;
        boolean mayBeError = status == 200
                && contentType != null
                && contentType.toLowerCase(Locale.ROOT).contains("json")
                && coding != null;
        return new ResponseHead(status, events, mayBeError, coding, retryAfter, shouldRetry);
    }

    /** The head that a response should have had whose body says that it is an error. */
    static ResponseHead ofError(int status, HttpClientResponse response) {
        return of(
                status,
                null,
                null,
                RetryHeaders.hint(response.headers()),
                RetryHeaders.shouldRetry(response.headers()));
    }

    /**
     * The status that an error inside a status 200 should have had: one that refuses what is asked is no failure of the provider's, whatever it says.
     *
     * @param found what the body says; 0 if it is no error
     */
    static int hiddenStatus(int found, Buffer body) {
        return found >= 500 && ProviderRefusal.inside(body.toString(UTF_8)).isOfWhatIsAsked() ? 400 : found;
    }

    private static boolean isError(int status) {
        return status >= 400;
    }

    boolean isError() {
        return isError(status);
    }

    /** Whether nobody here can read the body. */
    boolean encoded() {
        return coding == null;
    }

    /** What a client may hear of the headers with the body as the router reads it. */
    MultiMap readable(MultiMap headers) {
        if (coding == null || coding == ContentCoding.IDENTITY) {
            return headers;
        }
        MultiMap plain = HttpHeaders.headers().addAll(headers);
        plain.remove(HttpHeaders.CONTENT_ENCODING);
        plain.remove(HttpHeaders.CONTENT_LENGTH);
        return plain;
    }

    Health health() {
        return !isError() && (events || mayBeError) ? Health.UNKNOWN : Health.of(status);
    }

    /** Whether the upstream takes the request for an invalid one. */
    boolean saysInvalid() {
        return status == 400 || status == 422;
    }

    /** The failure that retries are decided by, of a response that is an error and whose body is not known. */
    AttemptFailure.Answered failure(Api api) {
        return failure(api, "");
    }

    /** The same of one whose body is known. */
    AttemptFailure.Answered failure(Api api, String body) {
        return new AttemptFailure.Answered(
                status,
                api,
                retryAfter != null ? retryAfter : RetryHint.inBody(body),
                shouldRetry,
                ProviderRefusal.of(status, body));
    }
}
