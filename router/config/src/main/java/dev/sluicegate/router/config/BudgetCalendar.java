package dev.sluicegate.router.config;

import static java.time.ZoneOffset.UTC;

import dev.sluicegate.router.config.KeysFile.Period;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/** The days and months of budgets, in UTC. Pure. */
public final class BudgetCalendar {
    private BudgetCalendar() {}

    /** The name of the period that {@code now} is in, such as {@code 2026-11} or {@code 2026-11-21}. */
    public static String name(Period per, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, UTC);
        return switch (per) {
            case DAY -> day.toString();
            case MONTH -> YearMonth.from(day).toString();
        };
    }

    /** The beginning of the next period. */
    public static Instant next(Period per, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, UTC);
        LocalDate next = switch (per) {
            case DAY -> day.plusDays(1);
            case MONTH -> YearMonth.from(day).plusMonths(1).atDay(1);
        };
        return next.atStartOfDay().toInstant(UTC);
    }
}
