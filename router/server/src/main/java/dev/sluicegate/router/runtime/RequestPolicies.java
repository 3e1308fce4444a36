package dev.sluicegate.router.runtime;

import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.cache.AnswerCache;
import dev.sluicegate.router.limits.Limiter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may use how much, as one config has it. Safe for any thread.
 *
 * @param limiter may be older than the config, so that what was counted stays counted
 * @param booksAreFull whether what is served now could not be accounted for
 * @param cache null if no answer is given twice
 */
public record RequestPolicies(
        Authenticator authenticator,
        Limiter limiter,
        Prices prices,
        BooleanSupplier booksAreFull,
        @Nullable AnswerCache cache) {}
