package dev.sluicegate.router.telemetry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records on a thread of its own, in batches, so that nobody who has one waits. What does not fit into its queue is dropped and
 * counted; no exception ends it; at its end everything that waits is written, as long as that takes no longer than its last chance. Safe
 * for any thread; only {@link #close} blocks.
 */
final class BackgroundWriter<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackgroundWriter.class);
    private static final int BATCH = 500;
    /** One record at a time would cost a tenth of the router's CPU. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Settings settings;
    private final Function<T, byte[]> encoder;
    private final RecordSink sink;
    private final RecordCounts counts;
    private final Thread thread;
    private volatile int waitingNow;
    private volatile String problem = "";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // what the lock guards
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean closing;
    private boolean finished;

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
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(Label.of(settings.kind()).replace('_', '-'))
                .start(this::run);
    }

    void add(T record) {
        lock.lock();
        try {
            if (finished || waiting.size() >= settings.capacity()) {
                counts.drop(settings.kind(), 1);
                return;
            }
            waiting.addLast(record);
            waitingNow = waiting.size();
            // in between, the writer gathers and needs no waking
            if (waiting.size() == 1 || waiting.size() == BATCH) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many records wait, without those that are just being written. */
    int waiting() {
        return waitingNow;
    }

    /** Why records cannot be written, as a sentence; empty as long as they can. */
    String problem() {
        return problem;
    }

    private void run() {
        Deque<byte[]> batch = new ArrayDeque<>();
        try {
            for (List<T> taken = take(); !taken.isEmpty(); taken = take()) {
                encode(taken, batch);
                deliver(batch);
            }
        } catch (InterruptedException e) {
            // close() has waited long enough
            int lost = batch.size() + abandon();
            counts.drop(settings.kind(), lost);
            log.error("{} {} could not be written before the end", lost, settings.name());
        }
    }

    /** Empty when everything is written and no more comes. */
    private List<T> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            long left = GATHER_NANOS;
            while (waiting.size() < BATCH && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<T> taken = new ArrayList<>(Math.min(BATCH, waiting.size()));
            while (taken.size() < BATCH && !waiting.isEmpty()) {
                taken.add(waiting.removeFirst());
            }
            waitingNow = waiting.size();
            finished = taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private int abandon() {
        lock.lock();
        try {
            finished = true;
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void encode(List<T> records, Deque<byte[]> batch) {
        for (T record : records) {
            try {
                batch.addLast(encoder.apply(record));
            } catch (RuntimeException e) {
                counts.fail(settings.kind());
                counts.drop(settings.kind(), 1);
                log.atError().setCause(e).log("one of the {} could not be put into words", settings.name());
            }
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
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
