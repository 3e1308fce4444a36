package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.forward.ResponseHead.Health;
import dev.sluicegate.router.forward.target.AttemptFailure;
import dev.sluicegate.router.forward.target.ProviderRefusal;
import dev.sluicegate.router.forward.target.TargetSelector.Next;
import dev.sluicegate.router.upstream.UpstreamFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what is done with an upstream's response, by its head. */
class HeadDecisionTest {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(nullValues = "-", textBlock = """
            status, content type,             encoding, events, may be error, encoded, health
            200, application/json,            -,        false,  true,         false,   UNKNOWN
            200, application/problem+JSON,    identity, false,  true,         false,   UNKNOWN
            200, application/json,            gzip,     false,  true,         false,   UNKNOWN
            200, application/json,            lzma,     false,  false,        true,    WELL
            200, text/plain,                  -,        false,  false,        false,   WELL
            200, text/event-stream,           -,        true,   false,        false,   UNKNOWN
            200, Text/Event-Stream;charset=x, identity, true,   false,        false,   UNKNOWN
            200, text/event-stream,           br,       true,   false,        false,   UNKNOWN
            200, text/event-stream,           lzma,     false,  false,        true,    WELL
            200, -,                           -,        false,  false,        false,   WELL
            201, application/json,            -,        false,  false,        false,   WELL
            201, text/event-stream,           -,        false,  false,        false,   WELL
            400, text/event-stream,           -,        false,  false,        false,   WELL
            401, application/json,            -,        false,  false,        false,   WELL
            429, application/json,            -,        false,  false,        false,   WELL
            500, application/json,            -,        false,  false,        false,   UNWELL
            501, application/json,            -,        false,  false,        false,   WELL
            503, text/html,                   lzma,     false,  false,        true,    UNWELL
            529, application/json,            -,        false,  false,        false,   UNWELL
            """, useHeadersInDisplayName = true)
    void aHeadTells(
            int status,
            @Nullable String type,
            @Nullable String encoding,
            boolean events,
            boolean mayBeError,
            boolean encoded,
            Health health) {
        ResponseHead head = ResponseHead.of(status, type, encoding, null, null);
        assertThat(head.events()).isEqualTo(events);
        assertThat(head.mayBeError()).isEqualTo(mayBeError);
        assertThat(head.encoded()).isEqualTo(encoded);
        assertThat(head.health()).isEqualTo(health);
    }

    /**
     * In a row: the head; the request ({@code t}ranslated, heartbeat {@code s}ent, with the client's own {@code k}ey); what
     * the retry rule says, where a dash is that it must not be asked; and what is done.
     */
    @ParameterizedTest(name = "{0} {1} {2} request {3}, retry {4}")
    @CsvSource(nullValues = "-", emptyValue = "", textBlock = """
            200, application/json,  -,    '',   -,         Forward[nothingHelps=false]
            200, text/event-stream, -,    '',   -,         Forward[nothingHelps=false]
            200, text/event-stream, -,    s,    -,         Forward[nothingHelps=false]
            200, application/json,  -,    s,    -,         FailWithMessage[]
            200, text/event-stream, lzma, s,    -,         FailWithMessage[]
            302, text/html,         -,    s,    -,         FailWithMessage[]
            200, text/event-stream, gzip, s,    -,         Forward[nothingHelps=false]
            200, application/json,  gzip, t,    -,         Forward[nothingHelps=false]
            200, application/json,  lzma, '',   -,         Forward[nothingHelps=false]
            200, application/json,  lzma, t,    -,         Untranslatable
            200, application/json,  lzma, ts,   -,         Untranslatable
            200, application/json,  -,    t,    -,         Forward[nothingHelps=false]
            200, text/event-stream, -,    t,    -,         Forward[nothingHelps=false]
            400, application/json,  -,    '',   PASS_ON,   Forward[nothingHelps=false]
            404, application/json,  -,    '',   PASS_ON,   Forward[nothingHelps=false]
            500, application/json,  -,    '',   TRY_AGAIN, Retry[]
            500, application/json,  -,    '',   USED_UP,   Forward[nothingHelps=true]
            500, application/json,  -,    s,    USED_UP,   FailWithMessage[]
            500, application/json,  lzma, t,    USED_UP,   Untranslatable
            500, application/json,  lzma, t,    TRY_AGAIN, Retry[]
            429, application/json,  -,    '',   PASS_ON,   Forward[nothingHelps=false]
            401, application/json,  -,    '',   TRY_AGAIN, Retry[]
            401, application/json,  -,    '',   USED_UP,   KeyRefused
            401, application/json,  -,    s,    PASS_ON,   KeyRefused
            401, application/json,  -,    k,    TRY_AGAIN, Retry[]
            401, application/json,  -,    k,    USED_UP,   Forward[nothingHelps=true]
            """)
    void whatIsDone(
            int status, String type, @Nullable String encoding, String request, @Nullable Next retry, String expected) {
        HeadDecision.Context context =
                new HeadDecision.Context(request.contains("t"), request.contains("s"), request.contains("k"));
        AtomicInteger asked = new AtomicInteger();
        HeadDecision decision = HeadDecision.of(ResponseHead.of(status, type, encoding, null, null), context, _ -> {
            asked.incrementAndGet();
            return Objects.requireNonNull(retry, "the retry rule must not be asked");
        });
        assertThat(name(decision)).isEqualTo(expected);
        assertThat(asked).hasValue(retry == null ? 0 : 1);
    }

    private static String name(HeadDecision decision) {
        return decision instanceof HeadDecision.Fail(UpstreamFailure failure)
                ? failure.getClass().getSimpleName()
                : decision.toString();
    }

    @Test
    void aFailureHasTheProvidersHints() {
        assertThat(ResponseHead.of(503, JSON, null, Duration.ofSeconds(3), false)
                        .failure(Api.ANTHROPIC))
                .isEqualTo(new AttemptFailure.Answered(
                        503, Api.ANTHROPIC, Duration.ofSeconds(3), false, ProviderRefusal.NONE));
        assertThat(ResponseHead.of(200, EVENTS, null, null, null).isError()).isFalse();
        assertThat(ResponseHead.of(400, JSON, null, null, null).isError()).isTrue();
    }
}
