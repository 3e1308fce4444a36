package dev.sluicegate.router.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go, by OTLP over HTTP.
 *
 * @param endpoint with its path, as in {@code http://collector:4318/v1/traces}
 * @param sampleRatio of the requests that bring no decision of their caller's; from 0 to 1; 1 when absent
 */
public record Tracing(URI endpoint, double sampleRatio) {
    static Tracing of(URI endpoint, @Nullable Double sampleRatio) {
        return new Tracing(endpoint, Absent.or(sampleRatio, 1.0));
    }
}
