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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that count for several quotas at once: in the pod, and in a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotasTest {
    private static final int THREADS = 8;
    private static final int REQUESTS_EACH = 250;

    private final BothLimiters limiters = new BothLimiters();
    private int names;

    @AfterAll
    void close() {
        limiters.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalOfOneTakesNothingFromTheOthers(Counted counted) throws Exception {
        takesAllOrNothing(limiters.of(counted));
    }

    @Test
    void aLimiterThatAsksOneAfterTheOtherIsFoundOut() {
        assertThatThrownBy(() -> takesAllOrNothing((quotas, reservation, then) -> {
                    List<Verdict> verdicts = new ArrayList<>();
                    quotas.forEach(quota -> limiters.pod().admit(List.of(quota), reservation, verdicts::add));
                    then.accept(verdicts.stream()
                            .filter(Verdict.Refused.class::isInstance)
                            .findFirst()
                            .orElse(verdicts.getFirst()));
                }))
                .isInstanceOf(AssertionError.class);
    }

    private void takesAllOrNothing(Limiter limiter) throws Exception {
        Quota key = quota(new Allowance(3, null, 2, null));
        Quota other = quota(new Allowance(null, null, 1, null));
        Verdict.Admitted running = admitted(limiter, List.of(key, other), Reservation.NOTHING);
        for (int i = 0; i < 5; i++) {
            Verdict.Refused refused = refused(limiter, List.of(key, other), Reservation.NOTHING);
            assertThat(refused.quota()).isEqualTo(other);
            assertThat(refused.limit()).isEqualTo(Limit.PARALLEL);
        }
        Verdict.Admitted alone = admitted(limiter, List.of(key), Reservation.NOTHING);
        assertThat(alone.remaining().requests())
                .isNotNull()
                .extracting(RemainingAllowance.Part::remaining)
                .isEqualTo(1L);
        running.lease().settle(0, 0);
        await().until(() -> ask(limiter, List.of(key, other), Reservation.NOTHING) instanceof Verdict.Admitted);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUsedIsChargedToEach(Counted counted) throws Exception {
        Limiter limiter = limiters.of(counted);
        KeysFile.Budget budget = new KeysFile.Budget(BigDecimal.TWO, KeysFile.Period.DAY);
        Quota model = quota(new Allowance(null, 100, null, null));
        Quota key = quota(new Allowance(null, 1_000_000, null, budget));
        Quota team = quota(new Allowance(null, null, null, budget));
        Quota teamsModel = team.forModel("fast", new Allowance(null, 200, null, budget));
        Verdict.Admitted admitted =
                admitted(limiter, List.of(model, key, teamsModel, team), new Reservation(90, 1_000_000_000));
        admitted.lease().settle(500, 2_000_000_000);
        await().untilAsserted(() -> {
            for (Quota one : List.of(model, key, teamsModel, team)) {
                assertThat(refused(limiter, List.of(one), Reservation.NOTHING).reserved())
                        .isFalse();
            }
        });
        // the team's other keys are refused too
        assertThat(refused(limiter, List.of(quota(new Allowance(9, null, null, null)), team), Reservation.NOTHING)
                        .quota())
                .isEqualTo(team);
    }

    @ParameterizedTest
    @EnumSource
    void theLimitThatHoldsLongestAnswersAndTheHeadersTellTheLeastThatIsLeft(Counted counted) throws Exception {
        Limiter limiter = limiters.of(counted);
        Quota minute = quota(new Allowance(1, 500, null, null));
        Quota day = quota(new Allowance(100, 400, null, new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.DAY)));
        Verdict.Admitted admitted = admitted(limiter, List.of(minute, day), new Reservation(10, 0));
        assertThat(admitted.remaining().requests())
                .isNotNull()
                .extracting(RemainingAllowance.Part::perMinute, RemainingAllowance.Part::remaining)
                .containsExactly(1, 0L);
        assertThat(admitted.remaining().tokens())
                .isNotNull()
                .extracting(RemainingAllowance.Part::perMinute, RemainingAllowance.Part::remaining)
                .containsExactly(400, 390L);
        Verdict.Refused first = refused(limiter, List.of(minute, day), Reservation.NOTHING);
        assertThat(first.quota()).isEqualTo(minute);
        assertThat(first.retryAfter()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(first.remaining().tokens())
                .isNotNull()
                .extracting(RemainingAllowance.Part::perMinute)
                .isEqualTo(400);
        admitted.lease().settle(0, 1_000_000_000);
        await().untilAsserted(() -> {
            Verdict.Refused second = refused(limiter, List.of(minute, day), Reservation.NOTHING);
            assertThat(second.quota()).isEqualTo(day);
            assertThat(second.retryAfter()).isEqualTo(Duration.ofHours(12));
        });
    }

    /** Two keys of one team, with limits of their own and of the team's for a model: whoever waits for another here waits for ever. */
    @ParameterizedTest
    @EnumSource
    void manyAtOnceGetNoPlaceTwiceAndLoseNone(Counted counted) throws Exception {
        Limiter limiter = limiters.of(counted);
        Quota team = quota(new Allowance(null, null, 5, null));
        Quota teamsModel = team.forModel("fast", new Allowance(null, null, 3, null));
        List<List<Quota>> paths = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Quota key = quota(new Allowance(null, null, 4, null));
            paths.add(List.of(key, team));
            paths.add(List.of(quota(new Allowance(null, null, 2, null)), key, teamsModel, team));
        }
        Map<Quota, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger served = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                List<Quota> path = paths.get(i % paths.size());
                ends.add(threads.submit(() -> {
                    for (int n = 0; n < REQUESTS_EACH; n++) {
                        if (ask(limiter, path, Reservation.NOTHING) instanceof Verdict.Admitted one) {
                            served.incrementAndGet();
                            path.forEach(quota -> assertThat(running.computeIfAbsent(quota, _ -> new AtomicInteger())
                                            .incrementAndGet())
                                    .isLessThanOrEqualTo(places(quota)));
                            path.forEach(quota ->
                                    Objects.requireNonNull(running.get(quota)).decrementAndGet());
                            one.lease().settle(0, 0);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> end : ends) {
                end.get(120, TimeUnit.SECONDS);
            }
        }
        assertThat(served.get()).isGreaterThan(REQUESTS_EACH);
        for (List<Quota> path : paths) {
            allPlacesAreFree(limiter, path);
        }
    }

    private static void allPlacesAreFree(Limiter limiter, List<Quota> path) throws Exception {
        List<Verdict.Admitted> all = new ArrayList<>();
        int places = places(path.getFirst());
        await().until(() -> {
            if (ask(limiter, path, Reservation.NOTHING) instanceof Verdict.Admitted one) {
                all.add(one);
            }
            return all.size() == places;
        });
        assertThat(ask(limiter, path, Reservation.NOTHING)).isInstanceOf(Verdict.Refused.class);
        all.forEach(one -> one.lease().settle(0, 0));
    }

    private static int places(Quota quota) {
        return Objects.requireNonNull(quota.allowance().maxConcurrent());
    }

    private Quota quota(Allowance allowance) {
        return Quota.ofKey("quota-" + names++, allowance);
    }

    private static Verdict.Admitted admitted(Limiter limiter, List<Quota> quotas, Reservation most) throws Exception {
        Verdict verdict = ask(limiter, quotas, most);
        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        return (Verdict.Admitted) verdict;
    }

    private static Verdict.Refused refused(Limiter limiter, List<Quota> quotas, Reservation most) throws Exception {
        Verdict verdict = ask(limiter, quotas, most);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }

    private static Verdict ask(Limiter limiter, List<Quota> quotas, Reservation most) throws Exception {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        limiter.admit(quotas, most, verdict::complete);
        return verdict.get(20, TimeUnit.SECONDS);
    }
}
