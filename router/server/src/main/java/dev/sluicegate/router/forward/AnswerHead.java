package dev.sluicegate.router.forward;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.response.RetryHeaders;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** What the head of an upstream's answer says of what comes after it. */
final class AnswerHead {
    private AnswerHead() {}

    /** Whether events follow that can be told from each other. */
    static boolean isEventStream(HttpClientResponse head) {
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        return head.statusCode() == 200
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
                && !isEncoded(head);
    }

    /** Whether the body is compressed, or the like. */
    static boolean isEncoded(HttpClientResponse head) {
        String encoding = head.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.equals("identity");
    }

    /** Whether its status says that the upstream is not well. */
    static boolean saysUnwell(int status) {
        return status >= 500 && status != 501;
    }

    /** Whether only its body tells whether it is an error. */
    static boolean mayBeError(HttpClientResponse head) {
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        return head.statusCode() == 200
                && type != null
                && type.toLowerCase(Locale.ROOT).contains("json")
                && !isEncoded(head);
    }

    /** Whether its status says that there is something in the request which the upstream does not take. */
    static boolean saysInvalid(HttpClientResponse head) {
        return head.statusCode() == 400 || head.statusCode() == 422;
    }

    /** An error's, as what is decided by. */
    static AttemptFailure.Answered setback(HttpClientResponse head, Api api) {
        return setback(head.statusCode(), head, api);
    }

    /** @param status which is not the head's if only the body tells of the error */
    static AttemptFailure.Answered setback(int status, HttpClientResponse head, Api api) {
        return new AttemptFailure.Answered(
                status, api, RetryHeaders.hint(head.headers()), RetryHeaders.shouldRetry(head.headers()));
    }
}
