package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;

/**
 * The part of a caller's limits that one request may use, set aside from its admission to its end.
 *
 * @param tokens at least 0
 * @param cost at least 0, in billionths of the prices' currency
 */
public record Reservation(long tokens, long cost) {
    public static final Reservation NOTHING = new Reservation(0, 0);

    /** The part that {@code allowance} limits. Never more than the whole limit: nobody can reserve for longer than a minute's worth. */
    Reservation within(Allowance allowance) {
        Integer perMinute = allowance.tokensPerMinute();
        KeysFile.Budget budget = allowance.budget();
        return new Reservation(
                perMinute == null ? 0 : Math.min(tokens, perMinute),
                budget == null ? 0 : Math.min(cost, Spending.most(budget)));
    }
}
