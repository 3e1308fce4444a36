package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.testkit.RedisServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two routers' limiters on one real server. */
class SharedLimiterTest {
    private final RedisServer server = new RedisServer();
    private final List<SharedLimiter> limiters = new ArrayList<>();
    private int asked;
    private Instant today = Instant.parse("2026-01-31T23:59:00Z");

    @AfterEach
    void close() {
        limiters.forEach(SharedLimiter::close);
        server.close();
    }

    @Test
    void bothTogetherAdmitWhatOneMayAndNotOneMore() throws Exception {
        Limiter one = reached(true);
        Limiter two = reached(true);
        // a request comes back after a minute only, so that the test's own time does not count
        Allowance allowance = new Allowance(20, null, null, null);
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            verdicts.add(ask(one, "once-a-minute", allowance));
            verdicts.add(ask(two, "once-a-minute", allowance));
        }
        long admitted = 0;
        List<Verdict.Refused> refused = new ArrayList<>();
        long began = System.nanoTime();
        for (CompletableFuture<Verdict> verdict : verdicts) {
            switch (verdict.get(20, TimeUnit.SECONDS)) {
                case Verdict.Admitted _ -> admitted++;
                case Verdict.Refused it -> refused.add(it);
                case Verdict.StoreUnavailable _ -> throw new AssertionError("away");
            }
        }
        // every 3 s one more comes in
        assertThat(admitted).isBetween(20L, 21 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) / 3);
        assertThat(refused).isNotEmpty().allSatisfy(it -> {
            assertThat(it.limit()).isEqualTo(Limit.REQUESTS);
            assertThat(it.retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(3));
            assertThat(it.remaining().requests())
                    .isNotNull()
                    .extracting(RemainingAllowance.Part::perMinute, RemainingAllowance.Part::remaining)
                    .containsExactly(20, 0L);
            assertThat(it.remaining().tokens()).isNull();
        });
    }

    @Test
    void oneRoutersTokensAreMissingAtTheOther() throws Exception {
        Limiter one = reached(true);
        Limiter two = reached(true);
        Allowance allowance = new Allowance(1000, 600, null, null);
        Verdict.Admitted admitted = (Verdict.Admitted) ask(one, "a", allowance).get();
        assertThat(admitted.remaining().tokens()).isEqualTo(new RemainingAllowance.Part(600, 600, Duration.ZERO));
        admitted.lease().settle(6_000, 0);
        await().untilAsserted(() -> assertThat(ask(two, "a", allowance).get())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.limit()).isEqualTo(Limit.TOKENS);
                    assertThat(refused.retryAfter()).isBetween(Duration.ofMinutes(8), Duration.ofSeconds(541));
                }));
    }

    @Test
    void placesAreSharedAndFreedAndThoseOfTheDeadFreeThemselves() throws Exception {
        Limiter one = reached(true);
        Limiter two = reached(true);
        Allowance allowance = new Allowance(null, null, 2, null);
        Verdict.Admitted first = (Verdict.Admitted) ask(one, "a", allowance).get();
        assertThat(ask(two, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
        assertThat(ask(one, "a", allowance).get())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class, it -> assertThat(it.limit()).isEqualTo(Limit.PARALLEL));
        first.lease().settle(0, 0);
        await().until(() -> ask(two, "a", allowance).get() instanceof Verdict.Admitted);
        assertThat(ask(two, "a", allowance).get()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aBudgetIsSpentTogetherAndAlsoWhileTheStoreIsAway() throws Exception {
        Limiter one = reached(true);
        Limiter two = reached(true);
        Allowance allowance =
                new Allowance(null, null, null, new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.MONTH));
        ((Verdict.Admitted) ask(one, "a", allowance).get()).lease().settle(0, 600_000_000);
        Verdict.Admitted running = (Verdict.Admitted) ask(two, "a", allowance).get();
        server.freeze(true);
        // one that was admitted by the store, one without it
        running.lease().settle(0, 200_000_000);
        await().until(() -> !two.problem().isEmpty());
        ((Verdict.Admitted) ask(two, "a", allowance).get()).lease().settle(0, 200_000_000);
        server.freeze(false);
        await().untilAsserted(() -> assertThat(ask(one, "a", allowance).get())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class, it -> assertThat(it.limit()).isEqualTo(Limit.BUDGET)));
        today = today.plusSeconds(60);
        assertThat(ask(one, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void whatIsUsedJustBeforeTheEndCounts() throws Exception {
        SharedLimiter one = reached(true);
        Limiter two = reached(true);
        Allowance allowance = new Allowance(null, null, null, new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.DAY));
        List<Verdict.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            leases.add(((Verdict.Admitted) ask(one, "a", allowance).get()).lease());
        }
        leases.forEach(lease -> lease.settle(0, 10_000_000));
        one.close();
        assertThat(ask(two, "a", allowance).get()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void withoutTheStoreEachKeepsItsShareOrNobodyIsAdmitted() throws Exception {
        SharedLimiter open = reached(true);
        SharedLimiter closed = reached(false);
        Allowance allowance = new Allowance(4, null, null, null);
        server.kill();
        await().until(() -> ask(open, "x", allowance).get(20, TimeUnit.SECONDS) != null
                && !open.problem().isEmpty());
        await().until(() -> ask(closed, "x", allowance).get(20, TimeUnit.SECONDS) instanceof Verdict.StoreUnavailable);
        assertThat(ask(open, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
        assertThat(ask(open, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
        assertThat(ask(open, "a", allowance).get()).isInstanceOf(Verdict.Refused.class);
        assertThat(ask(closed, "nobody-limited", Allowance.UNLIMITED).get()).isInstanceOf(Verdict.Admitted.class);
        assertThat(open.problem()).startsWith("the store of limits is away").contains("keeps the limits by itself");
        assertThat(open.isUp()).isFalse();

        server.start();
        await().until(() -> open.problem().isEmpty() && closed.problem().isEmpty());
        for (int i = 0; i < 4; i++) {
            assertThat(ask(i % 2 == 0 ? open : closed, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
        }
        assertThat(open.isUp()).isTrue();
    }

    @Test
    void aStoreThatStandsStillHoldsNobodyUpForLong() throws Exception {
        SharedLimiter limiter = reached(true);
        Allowance allowance = new Allowance(1000, null, null, null);
        server.freeze(true);
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            verdicts.add(ask(limiter, "a", allowance));
        }
        for (CompletableFuture<Verdict> verdict : verdicts) {
            assertThat(verdict.get(20, TimeUnit.SECONDS)).isInstanceOf(Verdict.Admitted.class);
        }
        // from now on nobody waits at all
        assertThat(ask(limiter, "a", allowance)).isCompleted();
        server.freeze(false);
        await().until(() -> limiter.problem().isEmpty());
    }

    @Test
    void aReplicaIsAwayUntilItIsAMasterAgain() throws Exception {
        SharedLimiter limiter = reached(true);
        Allowance allowance = new Allowance(1000, null, null, null);
        server.command("REPLICAOF 127.0.0.1 1");
        await().until(() -> ask(limiter, "a", allowance).get() != null && !limiter.isUp());
        long before = connections();
        // it answers every PING meanwhile: whoever only asks whether it is there would come back with each look
        await().until(() -> {
            assertThat(limiter.problem()).contains("it is a replica, which takes no writes");
            return connections() - before > 3;
        });
        server.command("REPLICAOF NO ONE");
        await().until(limiter::isUp);
    }

    /** Each look makes one, and so does this. */
    private long connections() throws IOException {
        Matcher matcher = Pattern.compile("total_connections_received:(\\d+)").matcher(server.command("INFO stats"));
        assertThat(matcher.find()).isTrue();
        asked++;
        return Long.parseLong(matcher.group(1)) - asked;
    }

    @Test
    void aFullMemoryIsAwayToo() throws Exception {
        SharedLimiter limiter = reached(true);
        server.command("CONFIG SET maxmemory 1");
        await().until(() ->
                ask(limiter, "a", new Allowance(1000, null, null, null)).get() != null
                        && limiter.problem().contains("its memory is full"));
        server.command("CONFIG SET maxmemory 0");
        await().until(limiter::isUp);
    }

    @Test
    void aStoreThatForgotEverythingIsToldWhatRuns() throws Exception {
        SharedLimiter one = reached(false);
        Allowance allowance = new Allowance(null, 600, 1, null);
        Verdict.Admitted running = (Verdict.Admitted) ask(one, "a", allowance).get();
        server.kill();
        await().until(() -> !one.isUp());
        server.start();
        await().until(one::isUp);
        assertThat(ask(one, "a", allowance).get())
                .isInstanceOfSatisfying(
                        Verdict.Refused.class, it -> assertThat(it.limit()).isEqualTo(Limit.PARALLEL));
        running.lease().settle(0, 0);
        await().until(() -> ask(one, "a", allowance).get() instanceof Verdict.Admitted);
    }

    @Test
    void anotherConfigOfTheStoreRefusesNobodyAndLosesNoPlace() throws Exception {
        SharedLimiter old = reached(false);
        Allowance allowance = new Allowance(null, null, 2, null);
        Verdict.Admitted one = (Verdict.Admitted) ask(old, "a", allowance).get();
        SharedLimiter next = limiter(false, old);
        // not reached yet, most likely: the old one decides
        Verdict.Admitted two = (Verdict.Admitted) ask(next, "a", allowance).get();
        await().until(next::isUp);
        assertThat(ask(next, "a", allowance).get()).isInstanceOf(Verdict.Refused.class);
        one.lease().settle(0, 0);
        two.lease().settle(0, 0);
        await().until(() -> server.command("ZCARD sluicegate:{0}:a:running").startsWith(":0"));
        assertThat(ask(next, "a", allowance).get()).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aSettlementThatIsSentAgainCountsOnce() throws Exception {
        StoreConnection connection = BothLimiters.connection(server, Duration.ofSeconds(5));
        RedisCounts counts = new RedisCounts(connection, () -> today);
        connection.reach().toCompletableFuture().get();
        Allowance allowance =
                new Allowance(null, 600, null, new KeysFile.Budget(BigDecimal.ONE, KeysFile.Period.MONTH));
        List<Quota> quotas = List.of(Quota.ofKey("a", allowance));
        String place = counts.newPlace(quotas);
        Reservation reservation = new Reservation(100, 5);
        counts.admit(quotas, reservation, place).toCompletableFuture().get();
        // also an admission may have been sent again
        counts.admit(quotas, reservation, place).toCompletableFuture().get();
        assertThat(server.command("HGET sluicegate:{0}:a:reserved tokens")).contains("100");
        RedisCounts.Settlement settlement = counts.settlement(quotas, place, 50, 123);
        counts.settle(settlement).toCompletableFuture().get();
        counts.settle(settlement).toCompletableFuture().get();
        UncountedSpend.Amount amount =
                new UncountedSpend.Amount("id", counts.spendingKey("a", Objects.requireNonNull(allowance.budget())), 7);
        counts.spend(amount).toCompletableFuture().get();
        counts.spend(amount).toCompletableFuture().get();
        assertThat(server.command("GET sluicegate:{0}:a:spent:2026-01")).contains("130");
        assertThat(server.command("HGETALL sluicegate:{0}:a:reserved"))
                .startsWith("*4")
                .doesNotContain("100");
        connection.close(Duration.ofSeconds(1));
    }

    private SharedLimiter reached(boolean open) {
        SharedLimiter limiter = limiter(open, null);
        await().until(() -> limiter.problem().isEmpty());
        return limiter;
    }

    private SharedLimiter limiter(boolean open, @Nullable SharedLimiter before) {
        InstantSource clock = () -> today;
        SharedLimiter limiter = new SharedLimiter(
                new RedisCounts(BothLimiters.connection(server, Duration.ofMillis(500)), clock),
                before,
                new PodLimiter(System::nanoTime, clock).granting(0.5),
                open);
        limiters.add(limiter);
        return limiter;
    }

    private static CompletableFuture<Verdict> ask(Limiter limiter, String caller, Allowance allowance) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        limiter.admit(
                allowance.isUnlimited() ? List.of() : List.of(Quota.ofKey(caller, allowance)),
                Reservation.NOTHING,
                verdict::complete);
        return verdict;
    }
}
