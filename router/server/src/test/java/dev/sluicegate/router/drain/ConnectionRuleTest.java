package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.drain.ConnectionRule.Connection;
import dev.sluicegate.router.drain.ConnectionRule.ConnectionState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in milliseconds: the drain began at 0 and settles at 10,000; lingering takes as long, 2,000 if never used. */
class ConnectionRuleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # phase   | http2 | used  | told  | inFlight | idleSince | now   | wanted
            OPEN      | false | true  | false | 0        | -5000     | 0     | Keep
            OPEN      | true  | true  | false | 0        | -5000     | 0     | Keep
            OPEN      | false | true  | true  | 0        | -5000     | 0     | CloseAfterLastResponse
            OPEN      | true  | true  | true  | 0        | -5000     | 0     | Keep
            OPEN      | false | true  | true  | 1        | -5000     | 0     | Keep
            SETTLING  | false | true  | false | 1        | -5000     | 1     | Keep
            SETTLING  | false | true  | false | 0        | -5000     | 1     | LookAgain 10000
            SETTLING  | false | true  | false | 0        | 7000      | 7001  | LookAgain 17000
            SETTLING  | false | true  | false | 0        | 9500      | 9501  | LookAgain 19500
            SETTLING  | false | false | false | 0        | 500       | 501   | LookAgain 10000
            SETTLING  | false | true  | true  | 0        | 500       | 501   | CloseAfterLastResponse
            SETTLING  | true  | true  | false | 3        | -5000     | 1     | Tell
            SETTLING  | true  | true  | false | 0        | -5000     | 1     | Tell
            SETTLING  | true  | false | false | 0        | 400       | 401   | LookAgain 10000
            SETTLING  | true  | true  | true  | 0        | -5000     | 1     | LookAgain 10000
            SETTLING  | true  | true  | true  | 0        | 9500      | 9501  | LookAgain 10000
            FINISHING | false | true  | false | 0        | -5000     | 10000 | CloseIdle
            FINISHING | false | true  | false | 0        | 9500      | 10000 | LookAgain 19500
            FINISHING | false | true  | false | 0        | 9500      | 19500 | CloseIdle
            FINISHING | false | true  | false | 0        | 60000     | 60000 | LookAgain 70000
            FINISHING | false | true  | false | 1        | -5000     | 60000 | Keep
            FINISHING | false | true  | true  | 0        | 60000     | 60000 | CloseAfterLastResponse
            FINISHING | true  | true  | true  | 2        | -5000     | 10000 | Keep
            FINISHING | true  | true  | true  | 0        | 60000     | 60000 | CloseAfterLastResponse
            FINISHING | true  | true  | false | 1        | 60000     | 60000 | Tell
            FINISHING | true  | false | false | 0        | 9999      | 10000 | LookAgain 11999
            CUTTING   | false | true  | false | 0        | 60000     | 60000 | CloseIdle
            CUTTING   | false | true  | true  | 0        | 60000     | 60000 | CloseAfterLastResponse
            CUTTING   | false | true  | true  | 1        | 60000     | 60000 | Keep
            DRAINED   | false | false | false | 0        | 60000     | 60000 | CloseIdle
            """)
    void decides(
            DrainPhase phase,
            boolean http2,
            boolean used,
            boolean told,
            int inFlight,
            long idleSince,
            long now,
            String wanted) {
        ConnectionState situation = phase == DrainPhase.OPEN
                ? ConnectionState.OPEN
                : ConnectionState.draining(phase, nanos(10_000), Duration.ofSeconds(10));
        ConnectionRule.Step step = ConnectionRule.next(
                new Connection(http2, used, told, inFlight, nanos(idleSince)), situation, nanos(now));

        String text = step instanceof ConnectionRule.Step.LookAgain(long at)
                ? "LookAgain " + TimeUnit.NANOSECONDS.toMillis(at)
                : step.getClass().getSimpleName();
        assertThat(text).isEqualTo(wanted);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
