package dev.sluicegate.router.forward.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {
    private static final Retry RETRY =
            new Retry(2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(10), List.of(418));

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            OPENAI,    400, -,  -,     pass on
            OPENAI,    401, -,  -,     elsewhere
            OPENAI,    402, -,  -,     elsewhere
            OPENAI,    403, -,  true,  pass on
            OPENAI,    418, -,  -,     again after 100
            OPENAI,    404, -,  -,     pass on
            OPENAI,    422, 1,  -,     pass on
            OPENAI,    413, -,  -,     pass on
            OPENAI,    408, -,  -,     again after 100
            OPENAI,    409, -,  -,     again after 100
            OPENAI,    429, -,  -,     again after 100
            OPENAI,    429, 3,  -,     again after 3000
            OPENAI,    429, 10, -,     again after 10000
            OPENAI,    429, 11, -,     elsewhere
            OPENAI,    500, -,  false, elsewhere
            OPENAI,    503, 0,  -,     again after 100
            ANTHROPIC, 529, -,  -,     again after 100
            ANTHROPIC, 429, 2,  -,     again after 2000
            ANTHROPIC, 429, -,  -,     elsewhere
            """)
    void judgesAnswersByStatusAndHint(
            Api api, int status, @Nullable Integer hintSeconds, @Nullable Boolean shouldRetry, String expected) {
        Duration hint = hintSeconds == null ? null : Duration.ofSeconds(hintSeconds);

        RetryRule.Verdict verdict = RetryRule.judge(
                new AttemptFailure.Answered(status, api, hint, shouldRetry, ProviderRefusal.of(status, "")),
                1,
                RETRY,
                1);

        assertThat(
                        switch (verdict) {
                            case RetryRule.Verdict.PassOn() -> "pass on";
                            case RetryRule.Verdict.Elsewhere() -> "elsewhere";
                            case RetryRule.Verdict.AgainAfter(Duration pause) -> "again after " + pause.toMillis();
                        })
                .isEqualTo(expected);
    }

    /** What stands in bodies of errors, shortened. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 |                                                                                                      | ACCOUNT
            402 | {"error":{"message":"Insufficient credits","code":402}}                                              | ACCOUNT
            403 | {"error":{"code":"insufficient_quota","message":"a"}}                                                | MODEL
            403 | {"type":"error","error":{"type":"permission_error","message":"a"}}                                   | MODEL
            403 | [{"error":{"code":403,"status":"PERMISSION_DENIED"}}]                                                | MODEL
            403 | {"error":{"code":403,"message":"flagged","metadata":{"reasons":["x"],"flagged_input":"y"}}}          | POLICY
            403 | <html><title>403 Forbidden</title></html>                                                            | NONE
            403 | {"error":{"code":403,"message":"a"}}                                                                 | NONE
            404 | {"error":{"code":"model_not_found","message":"The model `x` does not exist"}}                        | MODEL
            404 | {"type":"error","error":{"type":"not_found_error","message":"model: claude-0"}}                      | MODEL
            404 | {"error":{"code":"DeploymentNotFound","message":"a"}}                                                | MODEL
            404 | {"detail":"Not Found"}                                                                               | NONE
            404 | <html>the model</html>                                                                               | NONE
            400 | {"error":{"code":"model_not_found"}}                                                                 | NONE
            """)
    void tellsARefusalOfTheAccountFromOneOfTheRequest(int status, @Nullable String body, ProviderRefusal expected) {
        assertThat(ProviderRefusal.of(status, body == null ? "" : body.replace("`", "")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            429, -,   5,   false
            429, 34,  34,  false
            429, 999, 300, false
            401, -,   60,  true
            402, 7,   7,   true
            400, 9,   -,   false
            500, 9,   -,   false
            """)
    void othersAreAskedFirstForAsLongAsTheProviderSays(
            int status, @Nullable Integer hint, @Nullable Integer seconds, boolean whole) {
        Duration asked = hint == null ? null : Duration.ofSeconds(hint);
        CooldownRule.Cooldown expected =
                seconds == null ? null : new CooldownRule.Cooldown(Duration.ofSeconds(seconds), whole);
        AttemptFailure.Answered answer =
                new AttemptFailure.Answered(status, Api.OPENAI, asked, null, ProviderRefusal.of(status, ""));
        assertThat(CooldownRule.of(answer, Duration.ofSeconds(5), Duration.ofMinutes(5)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            1s                            | 1000
            6m0s                          | 360000
            2m59.56s                      | 179560
            340ms                         | 340
            1d2h                          | 93600000
            30                            | 30000
            1763748030                    | 30000
            1763748030000                 | 30000
            1763747900                    | 0
            2025-11-21T18:00:30Z          | 30000
            Fri, 21 Nov 2025 18:00:30 GMT | 30000
            soon                          | -
            ''                            | -
            """)
    void readsEveryFormOfAReset(String value, @Nullable Long millis) {
        Duration reset =
                RetryHint.ofReset(value, Instant.parse("2025-11-21T18:00:30Z").minusSeconds(30));
        assertThat(reset == null ? null : reset.toMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            {"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}} | 34500
            {"error":{"message":"Rate limit reached. Please try again in 1.2s. Visit"}}                      | 1200
            {"error":{"message":"Please try again in 340ms."}}                                                 | 340
            {"message":"please retry after 20 seconds."}                                                       | 20000
            {"error":{"message":"quota"}}                                                                      | -
            """)
    void findsHintsInBodies(String body, @Nullable Long millis) {
        Duration hint = RetryHint.inBody(body);
        assertThat(hint == null ? null : hint.toMillis()).isEqualTo(millis);
    }

    @Property
    void pausesGrowAndStayBounded(
            @ForAll @IntRange(min = 1, max = 1000) int tries, @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
        long full = (long) Math.min(2_000, 100 * Math.pow(2, tries - 1));

        assertThat(RetryRule.backoff(tries, RETRY, jitter).toMillis()).isBetween(full / 2, full);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -    | -                             | -
            -    | 3                             | 3000
            -    | 1.5                           | 1500
            250  | 3                             | 250
            soon | 3                             | 3000
            -    | never                         | -
            -    | NaN                           | -
            -    | -5                            | 0
            -    | Sat, 21 Nov 2026 18:00:07 GMT | 7000
            -    | Sat, 21 Nov 2026 17:00:00 GMT | 0
            """)
    void readsHints(@Nullable String millis, @Nullable String secondsOrDate, @Nullable Long expected) {
        Duration hint = RetryHint.of(millis, secondsOrDate, Instant.parse("2026-11-21T18:00:00Z"));

        assertThat(hint == null ? null : hint.toMillis()).isEqualTo(expected);
    }
}
