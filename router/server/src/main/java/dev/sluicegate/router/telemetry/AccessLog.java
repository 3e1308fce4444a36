package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One line for each request, written in the background. When nobody reads the output fast enough lines are dropped and counted,
 * because a log must not hold up requests; the accounts are what is complete. Safe for any thread; only {@link #close} blocks.
 */
public final class AccessLog implements Consumer<RequestRecord>, AutoCloseable {
    private static final BackgroundWriter.Settings SETTINGS = new BackgroundWriter.Settings(
            RecordCounts.Kind.ACCESS_LOG,
            "lines of the access log",
            "they are dropped until they can be",
            10_000,
            0,
            Duration.ZERO,
            false,
            Duration.ofSeconds(1));

    private final BackgroundWriter<EndedRequest> writer;
    private volatile boolean enabled;

    /** @param json whether machines are to read it; else people */
    public AccessLog(OutputStream out, boolean json, boolean enabled, RecordCounts counts) {
        this.writer = new BackgroundWriter<>(
                SETTINGS, json ? EndedRequest::accessJson : EndedRequest::accessText, LineSink.stream(out), counts);
        this.enabled = enabled;
    }

    /** Whether requests that end from now on leave a line. */
    public void enable(boolean wanted) {
        enabled = wanted;
    }

    @Override
    public void accept(RequestRecord ended) {
        if (enabled) {
            writer.add(new EndedRequest(ended, Instant.now()));
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
