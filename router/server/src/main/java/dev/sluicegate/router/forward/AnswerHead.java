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
    static boolean saysUnwell(HttpClientResponse head) {
        return head.statusCode() >= 500 && head.statusCode() != 501;
    }

    /** Whether its status says that there is something in the request which the upstream does not take. */
    static boolean saysInvalid(HttpClientResponse head) {
        return head.statusCode() == 400 || head.statusCode() == 422;
    }

    /** An error's, as what is decided by. */
    static AttemptFailure.Answered setback(HttpClientResponse head, Api api) {
        return new AttemptFailure.Answered(
                head.statusCode(), api, RetryHeaders.hint(head.headers()), RetryHeaders.shouldRetry(head.headers()));
    }
}
