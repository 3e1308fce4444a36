package dev.sluicegate.router.forward.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.Retry;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRuleTest {
    private static final Retry RETRY =
            new Retry(2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            OPENAI,    400, -,  -,     pass on
            OPENAI,    401, -,  -,     elsewhere
            OPENAI,    403, -,  true,  pass on
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

        RetryRule.Verdict verdict =
                RetryRule.judge(new AttemptFailure.Answered(status, api, hint, shouldRetry), 1, RETRY, 1);

        assertThat(
                        switch (verdict) {
                            case RetryRule.Verdict.PassOn() -> "pass on";
                            case RetryRule.Verdict.Elsewhere() -> "elsewhere";
                            case RetryRule.Verdict.AgainAfter(Duration pause) -> "again after " + pause.toMillis();
                        })
                .isEqualTo(expected);
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
