package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.limits.BothLimiters.Counted;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What requests that run may still use is out of reach for others: in the pod, and in a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservationTest {
    private static final Allowance TOKENS = new Allowance(null, 200_000, null, null);
    private static final Allowance MONEY =
            new Allowance(null, null, null, new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.DAY));

    private final BothLimiters limiters = new BothLimiters();
    private int callers;

    @AfterAll
    void close() {
        limiters.close();
    }

    @ParameterizedTest
    @EnumSource
    void fiftyAtOnceGetTheLimitAndNoMoreThanOneRequestBeyond(Counted counted) throws Exception {
        fiftyAtOnce(limiters.of(counted));
    }

    @Test
    void aLimiterThatReservesNothingIsFoundOut() {
        assertThatThrownBy(
                        () -> fiftyAtOnce((quotas, _, then) -> limiters.pod().admit(quotas, Reservation.NOTHING, then)))
                .isInstanceOf(AssertionError.class);
    }

    private void fiftyAtOnce(Limiter limiter) throws Exception {
        String caller = "caller-" + callers++;
        List<Verdict.Admitted> admitted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            if (ask(limiter, caller, TOKENS, new Reservation(150_000, 0)) instanceof Verdict.Admitted one) {
                admitted.add(one);
            }
        }
        assertThat(admitted).hasSize(2);
        assertThat(ask(limiter, caller, TOKENS, Reservation.NOTHING))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.reserved()).isTrue();
                    assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
                });
        admitted.forEach(one -> one.lease().settle(150_000, 0));
        await().untilAsserted(() -> assertThat(ask(limiter, caller, TOKENS, Reservation.NOTHING))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.reserved()).isFalse();
                    // 100,000 below nothing, at 200,000 a minute; a real store's clock goes on meanwhile
                    assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(15), Duration.ofMillis(30_001));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void whereNobodyCouldKnowItTheLevelSinksByTheLargestOnly(Counted counted) throws Exception {
        String caller = "caller-" + callers++;
        List<Verdict.Admitted> admitted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            admitted.add(admitted(limiters.of(counted), caller, TOKENS, new Reservation(10, 0)));
        }
        admitted.forEach(one -> one.lease().settle(150_000, 0));
        await().untilAsserted(() -> assertThat(ask(limiters.of(counted), caller, TOKENS, Reservation.NOTHING))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.retryAfter())
                                .isBetween(Duration.ofSeconds(25), Duration.ofMillis(45_001))));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotUsedComesBack(Counted counted) throws Exception {
        String caller = "caller-" + callers++;
        Verdict.Admitted all = admitted(limiters.of(counted), caller, TOKENS, new Reservation(1_000_000_000, 0));
        assertThat(all.remaining().tokens())
                .isNotNull()
                .extracting(RemainingAllowance.Part::remaining)
                .isEqualTo(0L);
        assertThat(ask(limiters.of(counted), caller, TOKENS, Reservation.NOTHING))
                .isInstanceOf(Verdict.Refused.class);
        all.lease().settle(50_000, 0);
        await().until(() -> ask(limiters.of(counted), caller, TOKENS, Reservation.NOTHING)
                        instanceof Verdict.Admitted(RemainingAllowance remaining, Verdict.Lease _)
                && remaining.tokens() != null
                && remaining.tokens().remaining() >= 150_000);
    }

    @ParameterizedTest
    @EnumSource
    void moneyIsReservedAndABudgetIsExceededByOneRequestAtMost(Counted counted) throws Exception {
        String caller = "caller-" + callers++;
        Verdict.Admitted one = admitted(limiters.of(counted), caller, MONEY, new Reservation(0, 600_000_000));
        Verdict.Admitted two = admitted(limiters.of(counted), caller, MONEY, new Reservation(0, 600_000_000));
        assertThat(ask(limiters.of(counted), caller, MONEY, Reservation.NOTHING))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.limit()).isEqualTo(Limit.BUDGET);
                    assertThat(refused.reserved()).isTrue();
                    assertThat(refused.retryAfter()).isLessThan(Duration.ofSeconds(6));
                });
        one.lease().settle(0, 100_000_000);
        two.lease().settle(0, 899_999_999);
        await().until(() ->
                ask(limiters.of(counted), caller, MONEY, Reservation.NOTHING) instanceof Verdict.Admitted last
                        && settled(last, 1));
        await().untilAsserted(() -> assertThat(ask(limiters.of(counted), caller, MONEY, Reservation.NOTHING))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.reserved()).isFalse();
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(12));
                }));
    }

    private static boolean settled(Verdict.Admitted last, long cost) {
        last.lease().settle(0, cost);
        return true;
    }

    private static Verdict.Admitted admitted(Limiter limiter, String caller, Allowance allowance, Reservation most)
            throws Exception {
        Verdict verdict = ask(limiter, caller, allowance, most);
        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        return (Verdict.Admitted) verdict;
    }

    private static Verdict ask(Limiter limiter, String caller, Allowance allowance, Reservation most) throws Exception {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        limiter.admit(List.of(Quota.ofKey(caller, allowance)), most, verdict::complete);
        return verdict.get(20, TimeUnit.SECONDS);
    }
}
