package dev.sluicegate.router.runtime;

import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.cache.ResponseStore;
import dev.sluicegate.router.limits.Limiter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The policies that one config makes for requests: who is let in, how much each may use, and what it costs. They are safe for any
 * thread.
 *
 * @param limiter may be older than the config, so that what was counted stays counted
 * @param accountingIsFull whether what is served now could not be accounted for
 * @param cache null if no response is given twice
 */
public record RequestPolicies(
        Authenticator authenticator,
        Limiter limiter,
        Prices prices,
        BooleanSupplier accountingIsFull,
        @Nullable ResponseStore cache) {}
