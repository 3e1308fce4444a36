package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.RequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each request's accounting record, on a thread of its own. None is dropped: what cannot be written waits in memory and is
 * tried again, and when too much waits, {@link #isFull} asks for no more requests. Safe for any thread; only {@link #close} blocks.
 */
public final class AccountBook implements Consumer<RequestRecord>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccountBook.class);
    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 500;
    private static final long RETRY_MILLIS = 500;
    private static final long GATHER_MILLIS = 10;
    private static final Duration LAST_CHANCE = Duration.ofSeconds(5);

    private final Target target;
    private final int mostWaiting;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile boolean closing;
    private volatile String problem = "";

    /** @param ended null for the last entry of all */
    private record Entry(@Nullable RequestRecord ended, Instant at) {}

    /** Where the lines go. */
    interface Target {
        /** Writes all of it, or fails and can be called again with what is left of it. */
        void write(ByteBuffer lines) throws IOException;
    }

    AccountBook(Target target, int mostWaiting) {
        this.target = target;
        this.mostWaiting = mostWaiting;
        this.writer = Thread.ofPlatform().daemon().name("accounting").start(this::run);
    }

    /** To the standard output, between the lines of the log. */
    public static AccountBook onStdout() {
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        return new AccountBook(lines -> writeAll(out, lines), MOST_WAITING);
    }

    /** To the end of a file, which may be moved away at any time: the next record begins it anew. */
    public static AccountBook inFile(Path file) {
        return new AccountBook(
                lines -> {
                    try (FileChannel out = FileChannel.open(
                            file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                        writeAll(out, lines);
                    }
                },
                MOST_WAITING);
    }

    private static void writeAll(FileChannel out, ByteBuffer lines) throws IOException {
        while (lines.hasRemaining()) {
            out.write(lines);
        }
    }

    @Override
    public void accept(RequestRecord ended) {
        if (ended.operation() != null) {
            waiting.add(new Entry(ended, Instant.now()));
        }
    }

    /** Whether so much waits that no more requests should be served until some of it is written. */
    public boolean isFull() {
        return waiting.size() >= mostWaiting;
    }

    /** Why records cannot be written, as a sentence; empty as long as they can. */
    public String problem() {
        return problem;
    }

    private void run() {
        List<Entry> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !waiting.isEmpty()) {
                batch.add(waiting.take());
                if (!closing) {
                    // one record at a time would cost a tenth of the router's CPU
                    Thread.sleep(GATHER_MILLIS);
                }
                waiting.drainTo(batch, BATCH - 1);
                write(lines(batch));
                batch.clear();
            }
        } catch (InterruptedException e) {
            // close() has waited long enough
            log.error("{} accounting records could not be written before the end", waiting.size() + batch.size());
        }
    }

    private static ByteBuffer lines(List<Entry> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(batch.size() * 400);
        for (Entry entry : batch) {
            try {
                if (entry.ended != null) {
                    AccountingRecord.write(entry.ended, entry.at, lines);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot be written to", e);
            }
        }
        return ByteBuffer.wrap(lines.toByteArray());
    }

    private void write(ByteBuffer lines) throws InterruptedException {
        while (true) {
            try {
                target.write(lines);
                if (!problem.isEmpty()) {
                    problem = "";
                    log.info("accounting records can be written again; none is missing");
                }
                return;
            } catch (IOException e) {
                if (problem.isEmpty()) {
                    problem = "accounting records cannot be written: " + e.getMessage();
                    log.error("{}; they wait in memory, and when too many wait, requests are refused", problem);
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Writes what waits; gives up after some seconds in which that was not possible. */
    @Override
    public void close() {
        closing = true;
        waiting.add(new Entry(null, Instant.now()));
        try {
            if (!writer.join(LAST_CHANCE)) {
                writer.interrupt();
                writer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
