package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.KeysFile;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PodLimiterTest {
    private Instant now = Instant.parse("2026-01-31T23:59:00Z");
    private final PodLimiter limiter =
            new PodLimiter(() -> TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli()), () -> now);
    private final List<Verdict.Admitted> admitted = new ArrayList<>();

    @Test
    void admitsAMinutesRequestsAtOnceAndNotOneMore() {
        Allowance allowance = new Allowance(60, null, null, null);
        for (int i = 0; i < 60; i++) {
            assertThat(ask("a", allowance)).isInstanceOf(Verdict.Admitted.class);
        }
        Verdict.Refused refused = refused("a", allowance);
        assertThat(refused.limit()).isEqualTo(Limit.REQUESTS);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.remaining().requests()).isEqualTo(new RemainingAllowance.Part(60, 0, Duration.ofMinutes(1)));
        assertThat(ask("b", allowance)).isInstanceOf(Verdict.Admitted.class);

        now = now.plusMillis(999);
        assertThat(refused("a", allowance).retryAfter()).isEqualTo(Duration.ofMillis(1));
        now = now.plusMillis(1);
        assertThat(ask("a", allowance)).isInstanceOf(Verdict.Admitted.class);
        assertThat(refused("a", allowance).limit()).isEqualTo(Limit.REQUESTS);
    }

    @Test
    void chargesTokensAfterwardsAndWaitsUntilTheDebtIsPaid() {
        Allowance allowance = new Allowance(null, 600, null, null);
        Verdict.Admitted first = admitted("a", allowance);
        assertThat(first.remaining().tokens()).isEqualTo(new RemainingAllowance.Part(600, 600, Duration.ZERO));
        first.lease().settle(900, 0);
        Verdict.Refused refused = refused("a", allowance);
        assertThat(refused.limit()).isEqualTo(Limit.TOKENS);
        assertThat(refused.remaining().tokens()).isEqualTo(new RemainingAllowance.Part(600, 0, Duration.ofSeconds(90)));
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(30_100));
        now = now.plusMillis(30_099);
        assertThat(refused("a", allowance).limit()).isEqualTo(Limit.TOKENS);
        now = now.plusMillis(1);
        assertThat(ask("a", allowance)).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aRefusalTakesNothing() {
        Allowance allowance = new Allowance(2, null, 1, null);
        Verdict.Admitted running = admitted("a", allowance);
        for (int i = 0; i < 5; i++) {
            assertThat(refused("a", allowance).limit()).isEqualTo(Limit.PARALLEL);
        }
        running.lease().settle(0, 0);
        assertThat(ask("a", allowance)).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void givesEachPlaceBackOnce() {
        Allowance allowance = new Allowance(null, null, 2, null);
        Verdict.Admitted one = admitted("a", allowance);
        admitted("a", allowance);
        assertThat(refused("a", allowance).limit()).isEqualTo(Limit.PARALLEL);
        one.lease().settle(0, 0);
        admitted("a", allowance);
        assertThat(refused("a", allowance).limit()).isEqualTo(Limit.PARALLEL);
    }

    @Test
    void aBudgetEndsWithItsPeriodInUtc() {
        Allowance allowance =
                new Allowance(null, null, null, new KeysFile.Budget(new BigDecimal("0.01"), KeysFile.Period.MONTH));
        admitted("a", allowance).lease().settle(1, 9_999_999);
        admitted("a", allowance).lease().settle(1, 1);
        Verdict.Refused refused = refused("a", allowance);
        assertThat(refused.limit()).isEqualTo(Limit.BUDGET);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        now = now.plusSeconds(60);
        assertThat(ask("a", allowance)).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aNewLimitHoldsAtOnceForWhatHasBeenCounted() {
        for (int i = 0; i < 3; i++) {
            admitted("a", new Allowance(100, null, null, null));
        }
        Allowance tighter = new Allowance(2, null, null, null);
        admitted("a", tighter);
        admitted("a", tighter);
        assertThat(refused("a", tighter).limit()).isEqualTo(Limit.REQUESTS);
    }

    @Test
    void aShareIsAPartOfEachLimitAndNeverNothing() {
        assertThat(new Allowance(10, 1, null, new KeysFile.Budget(BigDecimal.TEN, KeysFile.Period.DAY)).share(0.25))
                .isEqualTo(new Allowance(3, 1, null, new KeysFile.Budget(new BigDecimal("2.50"), KeysFile.Period.DAY)));
    }

    private Verdict ask(String caller, Allowance allowance) {
        List<Verdict> verdicts = new ArrayList<>();
        limiter.admit(List.of(Quota.ofKey(caller, allowance)), Reservation.NOTHING, verdicts::add);
        assertThat(verdicts).hasSize(1);
        return verdicts.getFirst();
    }

    private Verdict.Admitted admitted(String caller, Allowance allowance) {
        Verdict verdict = ask(caller, allowance);
        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        admitted.add((Verdict.Admitted) verdict);
        return admitted.getLast();
    }

    private Verdict.Refused refused(String caller, Allowance allowance) {
        Verdict verdict = ask(caller, allowance);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}
