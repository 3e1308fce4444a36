package dev.sluicegate.e2e.load;

import java.time.Duration;

/**
 * An official SDK; each call blocks its (virtual) thread until the exchange has ended in any way, and never throws.
 *
 * <p>The SDKs' retries are turned off, so that they hide nothing, and idle connections are given up early: their HTTP client, OkHttp,
 * looks whether a pooled connection was closed only after ten idle seconds, and the SDKs count on their retries for the rest. Without
 * either, they would send requests over connections that were closed long before.
 */
interface SdkClient extends AutoCloseable {
    /** Shorter than a draining router keeps an idle connection open. */
    Duration LONGEST_IDLE = Duration.ofSeconds(1);

    void run(Exchange exchange);

    @Override
    void close();
}
