package dev.sluicegate.router.config;

/**
 * How a provider's certificate is judged.
 *
 * @param caFile PEM certificates that are trusted for this provider, instead of the JDK's own
 */
public record Tls(String caFile) {}
