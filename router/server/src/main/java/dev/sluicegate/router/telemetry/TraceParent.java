package dev.sluicegate.router.telemetry;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asked, in a trace.
 *
 * @param spanId null for the beginning of a trace
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
record TraceParent(String traceId, @Nullable String spanId, boolean sampled) {
    private static final Pattern HEADER =
            Pattern.compile("(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** Null if there is none, or none that can be read. */
    static @Nullable TraceParent read(@Nullable String header) {
        Matcher matcher = header == null || header.length() > 256 ? null : HEADER.matcher(header);
        if (matcher == null || !matcher.matches()) {
            return null;
        }
        boolean sampled = (Integer.parseInt(matcher.group(3), 16) & 1) != 0;
        return new TraceParent(matcher.group(1), matcher.group(2), sampled);
    }

    static TraceParent begin(boolean sampled) {
        return new TraceParent(newSpanId() + newSpanId(), null, sampled);
    }

    static String newSpanId() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return HexFormat.of().toHexDigits(id);
    }

    static String write(String traceId, String spanId) {
        return "00-" + traceId + "-" + spanId + "-01";
    }
}
