package dev.sluicegate.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.provider.Operation;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final Ledger ledger = new Ledger(now::get);

    RequestMetricsTest() {
        ledger.onEnd(new RequestMetrics(registry));
    }

    @Test
    void theTimeOfATokenIsThatFromTheFirstToTheLast() {
        stream(11, false, Outcome.COMPLETED);

        Timer token = registry.get("sluicegate.operation.output.token").timer();
        assertThat(token.count()).isEqualTo(1);
        assertThat(token.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(200);
        assertThat(registry.get("sluicegate.operation.first.byte").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(300);
    }

    @Test
    void tokensThatNobodyHasCountedOrThatAreOnlyOneHaveNoTime() {
        stream(11, true, Outcome.COMPLETED);
        stream(11, false, Outcome.CUT);
        stream(1, false, Outcome.COMPLETED);

        assertThat(registry.get("sluicegate.operation.output.token").timer().count())
                .isZero();
    }

    /** 300 ms to the first byte, 2 s from there to the end. */
    private void stream(int tokens, boolean estimated, Outcome outcome) {
        InFlightRequest request = ledger.begin("a stream");
        request.asks(Operation.CHAT);
        request.identified("fast", true);
        request.measuredBy(() -> new Usage(7, 0, 0, tokens, 0, estimated));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
        request.answered(200);
        request.sent(10);
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        request.end(outcome);
    }
}
