package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.status.Transitions.Notice.Kind;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBudgetTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final EventBudget budget = new EventBudget();

    @Test
    void aBurstIsToldAndThenOneInAWhile() {
        assertThat(allowed(100, Kind.Warning, NOON)).isEqualTo(EventBudget.BURST);
        assertThat(allowed(100, Kind.Warning, NOON.plus(EventBudget.REFILL.multipliedBy(3))))
                .isEqualTo(3);
    }

    @Test
    void whatGoesWellDoesNotUseUpWhatWarningsNeed() {
        assertThat(allowed(100, Kind.Normal, NOON)).isEqualTo(20);
        assertThat(allowed(100, Kind.Warning, NOON)).isEqualTo(5);
    }

    @Test
    void whatIsLeftOutIsCountedOnce() {
        allowed(30, Kind.Warning, NOON);

        assertThat(budget.leftOut("llm", NOON)).isEqualTo(5);
        assertThat(budget.leftOut("llm", NOON)).isZero();
    }

    @Test
    void eachGatewayHasItsOwn() {
        allowed(100, Kind.Warning, NOON);

        assertThat(budget.allows("other", Kind.Normal, NOON)).isTrue();
    }

    private long allowed(int tries, Kind kind, Instant now) {
        return IntStream.range(0, tries)
                .filter(_ -> budget.allows("llm", kind, now))
                .count();
    }
}
