package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import dev.sluicegate.router.provider.Operation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestSumsTest {
    private final AtomicLong now = new AtomicLong();
    private final Ledger ledger = new Ledger(now::get);
    private final RequestSums sums = new RequestSums();

    RequestSumsTest() {
        ledger.onEnd(sums);
    }

    @Test
    void countsWhatTheProviderOrTheRouterFailedAndNoClientsMistake() {
        end(200, Outcome.COMPLETED);
        end(404, Outcome.COMPLETED);
        end(429, Outcome.COMPLETED);
        end(0, Outcome.CLIENT_LEFT);
        end(500, Outcome.COMPLETED);
        end(504, Outcome.COMPLETED);
        end(200, Outcome.UPSTREAM_FAILED);
        end(200, Outcome.CUT);

        assertThat(sums.totals().ended()).isEqualTo(8);
        assertThat(sums.totals().failed()).isEqualTo(4);
    }

    @Test
    void doesNotCountWhatNobodyCouldAnswer() {
        InFlightRequest entry = ledger.begin("of a path that stands for nothing");
        entry.answered(500);
        entry.end(Outcome.COMPLETED);

        assertThat(sums.totals()).isEqualTo(RequestTotals.NONE);
    }

    @Test
    void tellsTheTypicalTimeToTheFirstByteOfStreams() {
        stream(100, 200);
        stream(10_000, 200);
        RequestTotals before = sums.totals();
        stream(400, 200);
        stream(100, 200);
        stream(5, 503);

        assertThat(before.firstByteMillis()).isCloseTo(1000, within(2.0));
        assertThat(sums.totals().since(before).firstBytes()).isEqualTo(2);
        assertThat(sums.totals().since(before).firstByteMillis()).isCloseTo(200, within(1.0));
    }

    private void end(int status, Outcome outcome) {
        InFlightRequest entry = ledger.begin("r");
        entry.asks(Operation.CHAT);
        entry.answered(status);
        entry.end(outcome);
    }

    private void stream(long firstByteMillis, int status) {
        InFlightRequest entry = ledger.begin("s");
        entry.asks(Operation.CHAT);
        entry.identified("m", true);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(firstByteMillis));
        entry.answered(status);
        entry.sent(10);
        entry.end(Outcome.COMPLETED);
    }
}
