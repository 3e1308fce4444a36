package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * A second attempt at another target for a non-streaming request that takes long; the first good answer counts.
 *
 * @param after how long the first may take before the second starts
 */
public record Hedge(Duration after) {}
