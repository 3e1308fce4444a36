package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.Price;
import dev.sluicegate.router.provider.Operation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private long now = 1_000;
    private final Ledger ledger = new Ledger(() -> now);
    private final List<RequestRecord> ends = new ArrayList<>();

    @Test
    void tellsEachEndOnceWithAllItsFacts() {
        ledger.onEnd(ends::add);
        InFlightRequest carried = ledger.begin("req_1");
        carried.asks(Operation.CHAT);
        carried.from("team-a", Map.of("team", "a"));
        carried.identified("fast", true);
        carried.attempt("openai", "gpt");
        carried.attempt("azure", "gpt-4");
        carried.pricedBy(Prices.of(
                List.of(new Price("gpt-4", null, BigDecimal.ONE, BigDecimal.TEN, new BigDecimal("0.1"), null))));
        carried.answered(200);
        now += 50;
        carried.sent(3);
        now += 50;
        carried.sent(4);
        carried.measuredBy(() -> new Usage(10, 2, 0, 5, 0, false));
        carried.failed("upstream_timeout");
        carried.failed("a second mistake, which the first one led to");
        carried.end(Outcome.UPSTREAM_FAILED);
        carried.end(Outcome.COMPLETED);

        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.modelUsed()).isEqualTo("gpt-4");
            assertThat(end.attempts()).isEqualTo(2);
            assertThat(end.error()).isEqualTo("upstream_timeout");
            assertThat(end.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
            assertThat(end.firstByteNanos()).isEqualTo(50);
            assertThat(end.durationNanos()).isEqualTo(100);
            assertThat(end.bytes()).isEqualTo(7);
            assertThat(end.cost()).hasValue(8 * 1_000 + 2 * 100 + 5 * 10_000);
        });
        assertThat(ledger.streams(Outcome.UPSTREAM_FAILED)).isOne();
        assertThat(ledger.streams(Outcome.COMPLETED)).isZero();
    }

    @Test
    void tellsWhoHasGivenItSomethingBeforeItStopsCounting() {
        InFlightRequest carried = ledger.begin("req_1");
        carried.atEnd(ended -> {
            ends.add(ended);
            assertThat(ledger.inFlight()).isOne();
        });
        carried.end(Outcome.CUT);
        carried.end(Outcome.COMPLETED);
        assertThat(ends).singleElement().satisfies(ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.CUT);
            assertThat(ended.cost()).isEmpty();
        });
    }

    @Test
    void anAnswerWithoutAByteHasNoFirstByte() {
        ledger.onEnd(ends::add);

        ledger.begin("req_1").end(Outcome.CLIENT_LEFT);

        assertThat(ends).singleElement().satisfies(ended -> {
            assertThat(ended.firstByteNanos()).isNegative();
            assertThat(ended.status()).isZero();
        });
    }

    @Test
    void aListenersMistakeKeepsNothingInFlight() {
        ledger.onEnd(_ -> {
            throw new IllegalStateException("a mistake");
        });
        ledger.onEnd(ends::add);

        ledger.begin("req_1").end(Outcome.COMPLETED);

        assertThat(ledger.inFlight()).isZero();
        assertThat(ends).hasSize(1);
    }
}
