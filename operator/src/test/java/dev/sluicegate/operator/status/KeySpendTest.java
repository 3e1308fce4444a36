package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterKeyStatus.BudgetStanding;
import dev.sluicegate.operator.api.RouterKeyStatus.Counted;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.Budget;
import dev.sluicegate.router.config.KeysFile.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sums of a key: right over pods, restarts, pods that go, and an operator that begins anew. */
class KeySpendTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Set<String> PODS = Set.of("a", "b");

    @Test
    void addsUpOverPodsAndTellsWhenItWasUsedLast() {
        Spend spend = after(begun(), PODS, said("a", 0, 2, 7), said("b", 0, 1, 1_000_000_000));

        assertThat(spend.cost()).isEqualTo("1.000000007");
        assertThat(spend.requests()).isEqualTo(3);
        assertThat(spend.inputTokens()).isEqualTo(300);
        assertThat(spend.outputTokens()).isEqualTo(60);
        assertThat(spend.since()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(spend.lastUsedAt()).isEqualTo("2026-11-30T12:00:02Z");
    }

    /** As after a restart of the operator, or a write of which nobody knows whether it happened. */
    @Test
    void countsNothingTwice() {
        Spend once = after(begun(), PODS, said("a", 0, 2, 7));

        assertThat(after(once, PODS, said("a", 0, 2, 7))).isEqualTo(once);
        assertThat(after(once, PODS, said("a", 0, 3, 9)).cost()).isEqualTo("0.000000009");
    }

    @Test
    void keepsWhatIsGoneHadCountedAndNoAnswerTakesNothing() {
        Spend once = after(begun(), PODS, said("a", 0, 2, 7));

        assertThat(after(once, Set.of("b")).cost()).isEqualTo("0.000000007");
        assertThat(after(once, Set.of("b"), gone("a", 0, 3, 8), said("b", 0, 1, 1))
                        .cost())
                .isEqualTo("0.000000009");
    }

    @Test
    void aContainerThatWasRestartedBeginsAnewAndIsAdded() {
        Spend once = after(begun(), PODS, said("a", 0, 2, 7));

        Spend twice = after(once, PODS, gone("a", 0, 2, 7), said("a", 60, 1, 3));

        assertThat(twice.cost()).isEqualTo("0.00000001");
        assertThat(twice.requests()).isEqualTo(3);
        assertThat(after(twice, PODS, gone("a", 0, 2, 7), said("a", 60, 1, 3))).isEqualTo(twice);
    }

    /** What pods count under the id of a RouterKey that was deleted and made again is the earlier one's. */
    @Test
    void beginsWithNothing() {
        Spend first = Objects.requireNonNull(spend(null, PODS, said("a", 0, 5, 70)));

        assertThat(first.cost()).isEqualTo("0");
        assertThat(first.requests()).isZero();
        assertThat(first.lastUsedAt()).isNull();
        assertThat(after(first, PODS, said("a", 0, 6, 71)).cost()).isEqualTo("0.000000001");
    }

    @Test
    void saysNothingBeforeAPodHasSaid() {
        assertThat(spend(null, PODS)).isNull();
        assertThat(spend(null, Set.of())).isNotNull();
    }

    @Test
    void anotherIdBeginsAnew() {
        Spend once = after(begun(), PODS, said("a", 0, 2, 7));
        KeysFile.Key other = key("other", null);

        Spend anew = Objects.requireNonNull(
                KeySpend.after(once, other, List.of(said("a", 0, 2, 7)), PODS, NOON.plusSeconds(9)));

        assertThat(anew.requests()).isZero();
        assertThat(anew.since()).isEqualTo("2026-11-30T12:00:09Z");
    }

    /** Ten rollouts of many pods, of which each is still remembered as long as it may be told of again. */
    @Test
    void rememberedAreThoseThatMayBeHeardAgainAndFewOthers() {
        Spend spend = begun();
        List<UsageReading> gone = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            gone.add(gone("old-" + i, i, 1, 1));
        }
        spend = Objects.requireNonNull(KeySpend.after(spend, key("ci", null), gone, PODS, NOON));
        spend = Objects.requireNonNull(KeySpend.after(spend, key("ci", null), gone, PODS, NOON));

        assertThat(spend.requests()).isEqualTo(50);
        assertThat(spend.counted()).hasSize(50);
        spend = after(spend, PODS, said("a", 0, 1, 1));
        assertThat(spend.requests()).isEqualTo(51);
        assertThat(Objects.requireNonNull(spend.counted()).stream().map(Counted::pod))
                .hasSize(1 + KeySpend.MOST_GONE)
                .contains("a", "old-49", "old-40")
                .doesNotContain("old-39");
    }

    /** Of all that a pod's container was before, only the last is kept for as long as the pod is there. */
    @Test
    void restartsWithoutEndDoNotFillTheStatus() {
        Spend spend = begun();
        for (int i : IntStream.range(0, 40).toArray()) {
            spend = after(spend, PODS, said("a", i, 1, 1));
        }

        assertThat(spend.requests()).isEqualTo(40);
        assertThat(spend.counted()).hasSizeLessThanOrEqualTo(2 + KeySpend.MOST_GONE);
        assertThat(after(spend, PODS, said("a", 39, 1, 1)).requests()).isEqualTo(40);
    }

    @Test
    void tellsTheStandingAgainstTheBudgetUntilTheNextMonth() {
        KeysFile.Key key = key("ci", new Budget(new BigDecimal("0.00000001"), Period.MONTH));
        Spend first = Objects.requireNonNull(KeySpend.after(begun(), key, List.of(said("a", 0, 1, 4)), PODS, NOON));
        Spend second = Objects.requireNonNull(KeySpend.after(first, key, List.of(said("a", 0, 2, 11)), PODS, NOON));
        Spend third = Objects.requireNonNull(
                KeySpend.after(second, key, List.of(said("a", 0, 3, 12)), PODS, NOON.plusSeconds(12 * 3600)));

        assertThat(budget(first).used()).isEqualTo("0.000000004");
        assertThat(budget(first).amount()).isEqualTo("0.00000001");
        assertThat(budget(first).period()).isEqualTo("2026-11");
        assertThat(budget(first).resetsAt()).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(KeySpend.isSpent(first)).isFalse();
        assertThat(KeySpend.isSpent(second)).isTrue();
        assertThat(budget(third).used()).isEqualTo("0.000000001");
        assertThat(third.cost()).isEqualTo("0.000000012");
    }

    @Test
    void whatSomebodyElseHasWrittenThereIsNoReasonToFail() {
        Spend nonsense = new Spend(
                "ci", "much", -1, 0, 0, "ever", null, null, List.of(new Counted("a", "yesterday", "x", 1, 1, 1)));

        assertThat(after(nonsense, PODS, said("a", 0, 1, 5)).cost()).isEqualTo("0.000000005");
    }

    private static BudgetStanding budget(Spend spend) {
        return Objects.requireNonNull(spend.budget());
    }

    private static Spend begun() {
        return Objects.requireNonNull(spend(null, Set.of()));
    }

    private static Spend after(Spend before, Set<String> pods, UsageReading... readings) {
        return Objects.requireNonNull(spend(before, pods, readings));
    }

    private static @Nullable Spend spend(@Nullable Spend before, Set<String> pods, UsageReading... readings) {
        return KeySpend.after(before, key("ci", null), List.of(readings), pods, NOON);
    }

    private static UsageReading said(String pod, int startedAt, long requests, long cost) {
        return reading(pod, startedAt, false, requests, cost);
    }

    private static UsageReading gone(String pod, int startedAt, long requests, long cost) {
        return reading(pod, startedAt, true, requests, cost);
    }

    private static UsageReading reading(String pod, int startedAt, boolean leaves, long requests, long cost) {
        return new UsageReading(
                pod,
                NOON.minusSeconds(3600).plusSeconds(startedAt),
                leaves,
                Map.of(
                        "ci",
                        new Counts("ci", requests, 100 * requests, 20 * requests, cost, NOON.plusSeconds(requests))));
    }

    static KeysFile.Key key(String id, @Nullable Budget budget) {
        return new KeysFile.Key(
                id,
                null,
                "0".repeat(64),
                List.of(),
                null,
                null,
                null,
                budget,
                null,
                List.of(),
                null,
                List.of(),
                Map.of());
    }
}
