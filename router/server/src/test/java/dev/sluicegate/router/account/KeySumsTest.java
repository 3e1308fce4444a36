package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.Price;
import dev.sluicegate.router.provider.Operation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeySumsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Prices PRICES =
            Prices.of(List.of(new Price("m", null, BigDecimal.ONE, BigDecimal.TEN, null, null)));

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Ledger ledger = new Ledger(System::nanoTime);
    private final KeySums sums = new KeySums(now::get);

    KeySumsTest() {
        ledger.onEnd(sums);
    }

    @Test
    void addsUpHoweverARequestEnds() {
        end("a", 100, 20, Outcome.COMPLETED);
        now.set(NOON.plusSeconds(5));
        end("a", 50, 3, Outcome.CLIENT_LEFT);
        end("b", 7, 0, Outcome.UPSTREAM_FAILED);

        assertThat(sums.of(List.of("a", "b", "never")))
                .containsExactly(
                        new Counts("a", 2, 150, 23, 380_000, NOON.plusSeconds(5)),
                        new Counts("b", 1, 7, 0, 7_000, NOON.plusSeconds(5)),
                        Counts.none("never"));
    }

    @Test
    void doesNotCountWhatHasNoKeyOrAsksForNothing() {
        InFlightRequest nobody = ledger.begin("r");
        nobody.asks(Operation.CHAT);
        nobody.end(Outcome.COMPLETED);
        InFlightRequest nothing = ledger.begin("r");
        nothing.from("a", Map.of());
        nothing.end(Outcome.COMPLETED);

        assertThat(sums.of(List.of("a"))).containsExactly(Counts.none("a"));
    }

    /** Sums that are read and written in two steps lose some of these. */
    @Test
    void losesNoneOfThoseThatEndAtTheSameTime() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < 2_000; j++) {
                        end("a", 1, 1, Outcome.COMPLETED);
                    }
                });
            }
        }

        assertThat(sums.of(List.of("a"))).singleElement().satisfies(it -> {
            assertThat(it.requests()).isEqualTo(8_000);
            assertThat(it.inputTokens()).isEqualTo(8_000);
            assertThat(it.cost()).isEqualTo(8_000 * 11_000L);
        });
    }

    private void end(String key, long input, long output, Outcome outcome) {
        InFlightRequest entry = ledger.begin("r");
        entry.asks(Operation.CHAT);
        entry.from(key, Map.of());
        entry.attempt("p", "m");
        entry.pricedBy(PRICES);
        entry.measuredBy(() -> new Usage(input, 0, 0, output, 0, false));
        entry.end(outcome);
    }
}
