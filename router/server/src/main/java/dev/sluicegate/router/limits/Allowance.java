package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.ModelLimit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The amount that a caller may use. Each part is null where there is no limit.
 *
 * @param requestsPerMinute above 0
 * @param tokensPerMinute above 0; input and output together
 * @param maxConcurrent above 0; requests and streams at the same time
 * @param budget money for a day or month
 */
public record Allowance(
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer maxConcurrent,
        KeysFile.@Nullable Budget budget) {
    public static final Allowance UNLIMITED = new Allowance(null, null, null, null);

    /** What a team's keys may use together. */
    public static Allowance of(KeysFile.Team team) {
        return new Allowance(team.requestsPerMinute(), team.tokensPerMinute(), team.maxConcurrent(), team.budget());
    }

    /** What a key, or a team, may use of one model. */
    public static Allowance of(ModelLimit limit) {
        return new Allowance(limit.requestsPerMinute(), limit.tokensPerMinute(), limit.maxConcurrent(), limit.budget());
    }

    /** What {@code key} says, and what this says where it says nothing. */
    public Allowance with(KeysFile.Key key) {
        return new Allowance(
                key.requestsPerMinute() == null ? requestsPerMinute : key.requestsPerMinute(),
                key.tokensPerMinute() == null ? tokensPerMinute : key.tokensPerMinute(),
                key.maxConcurrent() == null ? maxConcurrent : key.maxConcurrent(),
                key.budget() == null ? budget : key.budget());
    }

    /**
     * The part that one of several routers grants when they cannot count together; at least 1 of each.
     *
     * @param share above 0, at most 1
     */
    public Allowance share(double share) {
        return share == 1
                ? this
                : new Allowance(
                        part(requestsPerMinute, share),
                        part(tokensPerMinute, share),
                        part(maxConcurrent, share),
                        budget == null
                                ? null
                                : new KeysFile.Budget(
                                        budget.amount().multiply(BigDecimal.valueOf(share)), budget.per()));
    }

    private static @Nullable Integer part(@Nullable Integer whole, double share) {
        return whole == null ? null : (Integer) (int) Math.max(1, Math.round(whole * share));
    }

    /** Whether a request holds something of it from its admission to its end. */
    boolean holds() {
        return tokensPerMinute != null || maxConcurrent != null || budget != null;
    }

    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }
}
