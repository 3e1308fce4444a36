package dev.sluicegate.router.telemetry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records on a thread of its own, in batches, so that nobody who has one waits. What does not fit into its queue is dropped and
 * counted; no exception ends it; at its end everything that waits is written, as long as that takes no longer than its last chance. Safe
 * for any thread; only {@link #close} blocks.
 */
final class BackgroundWriter<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackgroundWriter.class);
    private static final int BATCH = 2_000;
    /** One record at a time would cost a tenth of the router's CPU. */
    private static final Duration GATHER = Duration.ofMillis(10);

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Settings settings;
    private final Function<T, byte[]> encoder;
    private final RecordSink sink;
    private final RecordCounts counts;
    private final BlockingQueue<Entry<T>> waiting;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean finished;
    private volatile String problem = "";

    /** @param record null to wake a writer that waits for one */
    private record Entry<T>(@Nullable T record) {}

    /**
     * What one writer is about.
     *
     * @param name of what it writes, as a plural
     * @param meanwhile what becomes of records while they cannot be written, as a clause
     * @param capacity how many records may wait
     * @param retries how often a write that failed is repeated
     * @param pause before the first repetition
     * @param doubling whether each pause is twice as long as the one before
     * @param lastChance how long the end may take
     */
    record Settings(
            RecordCounts.Kind kind,
            String name,
            String meanwhile,
            int capacity,
            int retries,
            Duration pause,
            boolean doubling,
            Duration lastChance) {}

    /** @param encoder makes bytes of a record, on the writer's thread */
    BackgroundWriter(Settings settings, Function<T, byte[]> encoder, RecordSink sink, RecordCounts counts) {
        this.settings = settings;
        this.encoder = encoder;
        this.sink = sink;
        this.counts = counts;
        // its producers and its consumer share no lock, so that no event loop waits for the writer
        this.waiting = new LinkedBlockingQueue<>(settings.capacity());
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(Label.of(settings.kind()).replace('_', '-'))
                .start(this::run);
    }

    void add(T record) {
        Entry<T> entry = new Entry<>(record);
        if (!waiting.offer(entry) || (finished && waiting.remove(entry))) {
            counts.drop(settings.kind(), 1);
        }
    }

    /** How many records wait, without those that are just being written. */
    int waiting() {
        return waiting.size();
    }

    /** Why records cannot be written, as a sentence; empty as long as they can. */
    String problem() {
        return problem;
    }

    private void run() {
        Deque<byte[]> batch = new ArrayDeque<>();
        try {
            while (!closing || !waiting.isEmpty()) {
                take(batch);
                deliver(batch);
            }
            abandon(batch);
        } catch (InterruptedException e) {
            // close() has waited long enough
            int lost = abandon(batch);
            log.error("{} {} could not be written before the end", lost, settings.name());
        }
    }

    private void take(Deque<byte[]> batch) throws InterruptedException {
        List<Entry<T>> taken = new ArrayList<>();
        encode(waiting.take(), batch);
        if (!closing && waiting.size() < BATCH) {
            Thread.sleep(GATHER);
        }
        waiting.drainTo(taken, BATCH);
        taken.forEach(entry -> encode(entry, batch));
    }

    /** Counts as lost what has not been written, and what comes after it. */
    private int abandon(Deque<byte[]> batch) {
        finished = true;
        List<Entry<T>> left = new ArrayList<>();
        waiting.drainTo(left);
        left.removeIf(entry -> entry.record == null);
        int lost = batch.size() + left.size();
        counts.drop(settings.kind(), lost);
        return lost;
    }

    private void encode(Entry<T> entry, Deque<byte[]> batch) {
        try {
            if (entry.record != null) {
                batch.addLast(encoder.apply(entry.record));
            }
        } catch (RuntimeException e) {
            counts.fail(settings.kind());
            counts.drop(settings.kind(), 1);
            log.atError().setCause(e).log("one of the {} could not be put into words", settings.name());
        }
    }

    private void deliver(Deque<byte[]> batch) throws InterruptedException {
        Duration pause = settings.pause();
        for (int failures = 0; ; failures++) {
            try {
                sink.write(batch);
                recovered();
                return;
            } catch (IOException | RuntimeException e) {
                failed(e);
                if (e instanceof RecordSink.Refused || failures >= settings.retries()) {
                    counts.drop(settings.kind(), batch.size());
                    batch.clear();
                    return;
                }
            }
            Thread.sleep(pause);
            pause = settings.doubling() ? pause.multipliedBy(2) : pause;
        }
    }

    private void recovered() {
        if (!problem.isEmpty()) {
            problem = "";
            log.info("{} can be written again", settings.name());
        }
    }

    private void failed(Exception failure) {
        counts.fail(settings.kind());
        if (problem.isEmpty()) {
            String reason = failure instanceof IOException && failure.getMessage() != null
                    ? failure.getMessage()
                    : failure.toString();
            problem = settings.name() + " cannot be written: " + reason;
            log.error("{}; {}", problem, settings.meanwhile());
        }
    }

    /** Writes what waits; gives up when that takes too long. */
    @Override
    public void close() {
        closing = true;
        // where there is no room for it, nobody waits either
        boolean _ = waiting.offer(new Entry<>(null));
        try {
            if (!thread.join(settings.lastChance())) {
                thread.interrupt();
                thread.join(AFTER_INTERRUPT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
