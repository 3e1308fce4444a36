package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A writer that keeps all promises of {@link WriterPromises} but one. */
final class FlawedWriter implements WriterPromises.Writer {
    /** Which. */
    enum Flaw {
        NONE,
        DIES_OF_AN_EXCEPTION,
        DROPS_WITHOUT_COUNTING,
        FORGETS_WHAT_WAITS
    }

    private static final String END = "";

    private final Flaw flaw;
    private final RecordSink sink;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WriterPromises.CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    FlawedWriter(Flaw flaw, RecordSink sink) {
        this.flaw = flaw;
        this.sink = sink;
        this.thread = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, _) -> {})
                .daemon()
                .start(this::run);
    }

    @Override
    public void add(String record) {
        if (!waiting.offer(record) && flaw != Flaw.DROPS_WITHOUT_COUNTING) {
            dropped.incrementAndGet();
        }
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            for (String record = waiting.take(); !record.equals(END); record = waiting.take()) {
                write(record);
            }
        } catch (InterruptedException e) {
            // forgets what waits
        }
    }

    private void write(String record) throws InterruptedException {
        Deque<byte[]> one = new ArrayDeque<>();
        one.add(record.getBytes(UTF_8));
        Exception failure = attempt(one);
        if (failure == null) {
            return;
        }
        if (flaw == Flaw.DIES_OF_AN_EXCEPTION) {
            throw new IllegalStateException(failure);
        }
        dropped.incrementAndGet();
    }

    private @Nullable Exception attempt(Deque<byte[]> records) throws InterruptedException {
        try {
            sink.write(records);
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return e;
        }
    }

    @Override
    public void close() {
        try {
            if (flaw == Flaw.FORGETS_WHAT_WAITS) {
                thread.interrupt();
            } else if (thread.isAlive()) {
                waiting.put(END);
            }
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lines in pieces of what a pipe takes at once, wherever they end. */
    static RecordSink splittingLines(LineSink.Target target) {
        return records -> {
            StringBuilder all = new StringBuilder();
            records.forEach(record -> all.append(new String(record, UTF_8)));
            ByteBuffer bytes = ByteBuffer.wrap(all.toString().getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                int length = Math.min(4096, bytes.remaining());
                target.write(bytes.slice(bytes.position(), length));
                bytes.position(bytes.position() + length);
            }
            records.clear();
        };
    }
}
