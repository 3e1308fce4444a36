package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Budgets by the calendar, in UTC. Pure. */
final class Spending {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private Spending() {}

    /** Names the period that {@code now} is in, such as {@code 2026-11} or {@code 2026-11-21}. */
    static String period(KeysFile.Period per, Instant now) {
        String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        return switch (per) {
            case DAY -> day;
            case MONTH -> day.substring(0, day.lastIndexOf('-'));
        };
    }

    static Duration untilNext(KeysFile.Period per, Instant now) {
        LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate next = switch (per) {
            case DAY -> day.plusDays(1);
            case MONTH -> day.withDayOfMonth(1).plusMonths(1);
        };
        return Duration.between(now, next.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    /** In billionths. */
    static long most(KeysFile.Budget budget) {
        return budget.amount()
                .multiply(BILLION)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
    }
}
