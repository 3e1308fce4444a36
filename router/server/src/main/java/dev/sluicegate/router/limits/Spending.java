package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Money in budgets. Pure. */
final class Spending {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private Spending() {}

    /** In billionths. */
    static long most(KeysFile.Budget budget) {
        return budget.amount()
                .multiply(BILLION)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
    }
}
