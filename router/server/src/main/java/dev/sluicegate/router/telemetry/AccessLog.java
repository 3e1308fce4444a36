package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.RequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One line for each request, written by a thread of its own. When nobody reads the output fast enough lines are dropped and counted,
 * because a log must not hold up requests; the accounts are what is complete. Safe for any thread; only {@link #close} blocks.
 */
public final class AccessLog implements Consumer<RequestRecord>, AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 500;
    private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

    private final OutputStream out;
    private final boolean json;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean enabled;
    private volatile boolean closing;

    private record Entry(RequestRecord ended, Instant at) {}

    /** @param json whether machines are to read it; else people */
    public AccessLog(OutputStream out, boolean json, boolean enabled) {
        this.out = out;
        this.json = json;
        this.enabled = enabled;
        this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::run);
    }

    /** Whether requests that end from now on leave a line. */
    public void enable(boolean wanted) {
        enabled = wanted;
    }

    /** How many lines there was no time to write. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void accept(RequestRecord ended) {
        if (enabled && !waiting.offer(new Entry(ended, Instant.now()))) {
            dropped.increment();
        }
    }

    private void run() {
        List<Entry> batch = new ArrayList<>(BATCH);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            while (!closing || !waiting.isEmpty()) {
                Entry first = waiting.poll(500, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    batch.forEach(entry -> line(entry, lines));
                    write(lines);
                    batch.clear();
                    lines.reset();
                }
            }
        } catch (InterruptedException e) {
            // close() has waited long enough
        }
    }

    private void line(Entry entry, OutputStream lines) {
        try {
            if (json) {
                AccessLine.json(entry.ended, entry.at, lines);
            } else {
                AccessLine.text(entry.ended, entry.at, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }

    private void write(ByteArrayOutputStream lines) {
        try {
            lines.writeTo(out);
            out.flush();
        } catch (IOException e) {
            // nobody listens any more, and there is nowhere else to say so
            dropped.increment();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            if (!writer.join(LAST_CHANCE)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
