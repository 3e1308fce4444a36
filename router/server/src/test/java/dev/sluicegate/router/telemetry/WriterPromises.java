package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Promises of writers in the background, which are shown to hold for ours, and not to hold for those that break one of them. */
final class WriterPromises {
    static final int CAPACITY = 2_000;

    private WriterPromises() {}

    /** What is promised of. */
    interface Writer {
        void add(String record);

        long dropped();

        void close();
    }

    /** Makes one with room for {@link #CAPACITY} records, which are written as they are, and which does not try twice. */
    interface Maker {
        Writer of(RecordSink sink);
    }

    /** Keeps what is written. */
    private static final class Kept implements RecordSink {
        final List<String> written = new ArrayList<>();

        @Override
        public void write(Deque<byte[]> records) throws InterruptedException {
            records.forEach(record -> written.add(new String(record, UTF_8)));
            records.clear();
        }
    }

    static void noExceptionEndsIt(Maker maker) throws InterruptedException {
        Kept kept = new Kept();
        CountDownLatch failed = new CountDownLatch(1);
        Writer writer = maker.of(records -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalArgumentException("a mistake of the sink's");
            }
            kept.write(records);
        });
        writer.add("first");
        failed.await();
        writer.add("second");
        writer.close();

        assertThat(kept.written).containsExactly("second");
        assertThat(writer.dropped()).isEqualTo(1);
    }

    static void whatDoesNotFitIsDroppedAndCounted(Maker maker) throws InterruptedException {
        Kept kept = new Kept();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayWrite = new CountDownLatch(1);
        Writer writer = maker.of(records -> {
            writing.countDown();
            mayWrite.await();
            kept.write(records);
        });
        writer.add("first");
        writing.await();
        IntStream.range(0, CAPACITY + 50).forEach(i -> writer.add("record " + i));
        mayWrite.countDown();
        writer.close();

        assertThat(writer.dropped()).isEqualTo(50);
        assertThat(kept.written).hasSize(1 + CAPACITY).endsWith("record " + (CAPACITY - 1));
    }

    static void whatWaitsIsWrittenAtTheEndInItsOrder(Maker maker) {
        Kept kept = new Kept();
        Writer writer = maker.of(kept);
        List<String> records =
                IntStream.range(0, CAPACITY).mapToObj(i -> "record " + i).toList();
        records.forEach(writer::add);
        writer.close();

        assertThat(kept.written).isEqualTo(records);
        assertThat(writer.dropped()).isZero();
    }

    /** Makes a sink of lines. */
    interface SinkMaker {
        RecordSink of(LineSink.Target target);
    }

    static void noLineIsSplit(SinkMaker maker) throws Exception {
        List<String> writes = new ArrayList<>();
        RecordSink sink = maker.of(lines -> writes.add(taken(lines, lines.remaining())));
        List<String> lines = IntStream.range(0, 300)
                .mapToObj(i -> i + "x".repeat(i == 7 ? 9_000 : i % 90) + "\n")
                .toList();
        sink.write(new ArrayDeque<>(
                lines.stream().map(line -> line.getBytes(UTF_8)).toList()));

        assertThat(String.join("", writes)).isEqualTo(String.join("", lines));
        assertThat(writes)
                .hasSizeLessThan(20)
                .allSatisfy(write -> assertThat(write).endsWith("\n"))
                .allMatch(write -> write.length() <= 4096
                        || Arrays.asList(write.split("\n")).size() == 1);
    }

    static String taken(ByteBuffer lines, int number) {
        byte[] bytes = new byte[number];
        lines.get(bytes);
        return new String(bytes, UTF_8);
    }
}
