package dev.sluicegate.router.telemetry;

import java.time.Duration;
import java.util.stream.IntStream;

/** The upper bounds of histograms' buckets, each twice the one before. */
final class Buckets {
    /** From 10 ms to 5 minutes: OpenTelemetry's, which end at 82 s, and some for answers that take minutes. */
    static final Duration[] OF_ANSWERS = from(10, 16);

    /** From 1 ms to 2 s, for what lies between two tokens. */
    static final Duration[] OF_TOKENS = from(1, 12);

    private Buckets() {}

    private static Duration[] from(long firstMillis, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> Duration.ofMillis(firstMillis << i))
                .toArray(Duration[]::new);
    }
}
