package dev.sluicegate.router.telemetry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One span, when it is over.
 *
 * @param parent null for the first of a trace
 * @param kind as OTLP numbers them
 * @param attributes strings, whole numbers and truth values
 * @param error null if it went well
 */
record Span(
        String traceId,
        String spanId,
        @Nullable String parent,
        String name,
        int kind,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        @Nullable String error) {
    static final int SERVER = 2;
    static final int CLIENT = 3;
}
