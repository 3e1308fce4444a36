package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ByteSize;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final long MOST = 1 << 20;

    private final BodyBudget budget = new BodyBudget(MOST);

    @Test
    void keepsAQuarterForSmallBodies() {
        assertThat(budget.share().reach(MOST * 3 / 4)).isTrue();
        assertThat(budget.share().reach(BodyBudget.SMALL + 1)).isFalse();
        for (int i = 0; i < MOST / 4 / BodyBudget.SMALL; i++) {
            assertThat(budget.share().reach(BodyBudget.SMALL)).isTrue();
        }
        assertThat(budget.share().reach(1)).isFalse();
        assertThat(budget.held()).isEqualTo(MOST);
        assertThat(budget.refused()).isEqualTo(2);
    }

    @Test
    void givesBackOnce() {
        BodyBudget.Reservation share = budget.share();
        share.reach(100);
        share.reach(50);
        assertThat(budget.held()).isEqualTo(100);
        share.keep(30);
        assertThat(budget.held()).isEqualTo(30);
        share.giveBack();
        share.giveBack();
        assertThat(budget.held()).isZero();
    }

    @Test
    void limitsABodyToWhatCouldEverBeTaken() {
        assertThat(budget.atMost(ByteSize.ofKibibytes(768))).isEqualTo(ByteSize.ofKibibytes(768));
        assertThat(budget.atMost(ByteSize.ofMebibytes(1)).bytes()).isEqualTo(MOST * 3 / 4);
        assertThat(new BodyBudget(10_000_000).atMost(ByteSize.ofMebibytes(32))).isEqualTo(ByteSize.ofMebibytes(7));
    }

    @Property
    void neverHoldsMoreThanItMayAndForgetsNothing(
            @ForAll @Size(max = 200) List<@IntRange(max = 400_000) Integer> sizes) {
        BodyBudget each = new BodyBudget(MOST);
        List<BodyBudget.Reservation> shares = new ArrayList<>();
        long taken = 0;
        for (int size : sizes) {
            if (size % 5 == 0 && !shares.isEmpty()) {
                shares.removeFirst().giveBack();
            } else {
                BodyBudget.Reservation share = each.share();
                share.reach(size);
                shares.add(share);
            }
            taken = Math.max(taken, each.held());
        }
        assertThat(taken).isLessThanOrEqualTo(MOST);
        shares.forEach(BodyBudget.Reservation::giveBack);
        assertThat(each.held()).isZero();
    }
}
