package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The book of accounts, in which each request's record is written in the background. None is dropped: what cannot be written waits in memory and is tried
 * again, and when too much waits, {@link #isFull} asks for no more requests. Safe for any thread; only {@link #close} blocks.
 */
public final class AccountBook implements Consumer<RequestRecord>, AutoCloseable {
    private static final int FULL = 20_000;
    /** More than the requests that may still be under way when no more are served. */
    private static final int BOUND = 5 * FULL;

    private final BackgroundWriter<EndedRequest> writer;
    private final int full;

    AccountBook(RecordSink sink, int full, RecordCounts counts) {
        this.full = full;
        this.writer = new BackgroundWriter<>(
                new BackgroundWriter.Settings(
                        RecordCounts.Kind.ACCOUNTING,
                        "accounting records",
                        "they wait in memory, and when too many wait, requests are refused",
                        BOUND,
                        Integer.MAX_VALUE,
                        Duration.ofMillis(500),
                        false,
                        Duration.ofSeconds(5)),
                EndedRequest::accounting,
                sink,
                counts);
    }

    /** To the standard output, between the lines of the log. */
    public static AccountBook onStdout(RecordCounts counts) {
        return new AccountBook(LineSink.stdout(), FULL, counts);
    }

    /** To the end of a file, which may be moved away at any time: the next record begins it anew. */
    public static AccountBook inFile(Path file, RecordCounts counts) {
        return new AccountBook(LineSink.file(file), FULL, counts);
    }

    @Override
    public void accept(RequestRecord ended) {
        if (ended.operation() != null) {
            writer.add(new EndedRequest(ended, Instant.now()));
        }
    }

    /** Whether so much waits that no more requests should be served until some of it is written. */
    public boolean isFull() {
        return writer.waiting() >= full;
    }

    /** Why records cannot be written, as a sentence; empty as long as they can. */
    public String problem() {
        return writer.problem();
    }

    /** Writes what waits; gives up after some seconds in which that was not possible. */
    @Override
    public void close() {
        writer.close();
    }
}
