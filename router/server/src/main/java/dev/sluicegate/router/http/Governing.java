package dev.sluicegate.router.http;

import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.limits.Limiter;

/**
 * Who may use how much, as one config has it. Safe for any thread.
 *
 * @param limiter may be older than the config, so that what was counted stays counted
 */
public record Governing(Authenticator authenticator, Limiter limiter, Prices prices) {}
