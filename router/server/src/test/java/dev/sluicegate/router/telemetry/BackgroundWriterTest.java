package dev.sluicegate.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.telemetry.FlawedWriter.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundWriterTest {
    private static final RecordCounts.Kind KIND = RecordCounts.Kind.ACCESS_LOG;

    private final RecordCounts counts = new RecordCounts();

    private BackgroundWriter<String> writer(int retries, RecordSink sink) {
        return writer(retries, sink, Duration.ofMinutes(1));
    }

    private BackgroundWriter<String> writer(int retries, RecordSink sink, Duration lastChance) {
        return new BackgroundWriter<>(
                new BackgroundWriter.Settings(
                        KIND,
                        "lines",
                        "they wait",
                        WriterPromises.CAPACITY,
                        retries,
                        Duration.ofMillis(1),
                        true,
                        lastChance),
                record -> record.getBytes(UTF_8),
                sink,
                counts);
    }

    private WriterPromises.Writer ours(RecordSink sink) {
        BackgroundWriter<String> writer = writer(0, sink);
        return new WriterPromises.Writer() {
            @Override
            public void add(String record) {
                writer.add(record);
            }

            @Override
            public long dropped() {
                return counts.dropped(KIND);
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    @Test
    void noExceptionEndsIt() throws Exception {
        WriterPromises.noExceptionEndsIt(this::ours);

        assertThat(counts.failed(KIND)).isEqualTo(1);
        assertThatThrownBy(() ->
                        WriterPromises.noExceptionEndsIt(sink -> new FlawedWriter(Flaw.DIES_OF_AN_EXCEPTION, sink)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() throws Exception {
        WriterPromises.whatDoesNotFitIsDroppedAndCounted(this::ours);

        assertThatThrownBy(() -> WriterPromises.whatDoesNotFitIsDroppedAndCounted(
                        sink -> new FlawedWriter(Flaw.DROPS_WITHOUT_COUNTING, sink)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whatWaitsIsWrittenAtTheEndInItsOrder() {
        WriterPromises.whatWaitsIsWrittenAtTheEndInItsOrder(this::ours);

        assertThatThrownBy(() -> WriterPromises.whatWaitsIsWrittenAtTheEndInItsOrder(
                        sink -> new FlawedWriter(Flaw.FORGETS_WHAT_WAITS, sink)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void noLineIsSplit() throws Exception {
        WriterPromises.noLineIsSplit(LineSink::pipe);

        assertThatThrownBy(() -> WriterPromises.noLineIsSplit(FlawedWriter::splittingLines))
                .isInstanceOf(AssertionError.class);
    }

    /** What fails for each of the others is only their flaw. */
    @Test
    void aWriterWithoutAFlawKeepsThePromises() throws Exception {
        WriterPromises.Maker maker = sink -> new FlawedWriter(Flaw.NONE, sink);
        WriterPromises.noExceptionEndsIt(maker);
        WriterPromises.whatDoesNotFitIsDroppedAndCounted(maker);
        WriterPromises.whatWaitsIsWrittenAtTheEndInItsOrder(maker);
    }

    @Test
    void aRecordThatCannotBePutIntoWordsCostsNoOther() {
        List<String> written = new CopyOnWriteArrayList<>();
        BackgroundWriter<Integer> writer = new BackgroundWriter<>(
                new BackgroundWriter.Settings(KIND, "lines", "", 100, 0, Duration.ZERO, false, Duration.ofMinutes(1)),
                number -> Integer.toString(100 / number).getBytes(UTF_8),
                records -> {
                    records.forEach(record -> written.add(new String(record, UTF_8)));
                    records.clear();
                },
                counts);
        List.of(1, 0, 2).forEach(writer::add);
        writer.close();

        assertThat(written).containsExactly("100", "50");
        assertThat(counts.dropped(KIND)).isEqualTo(1);
        assertThat(counts.failed(KIND)).isEqualTo(1);
    }

    @Test
    void triesAgainAsOftenAsItIsToldAndSaysWhatIsWrong() {
        AtomicInteger calls = new AtomicInteger();
        BackgroundWriter<String> writer = writer(2, _ -> {
            calls.incrementAndGet();
            throw new IOException("nobody is there");
        });
        writer.add("a");
        writer.close();

        assertThat(calls).hasValue(3);
        assertThat(counts.dropped(KIND)).isEqualTo(1);
        assertThat(writer.problem()).isEqualTo("lines cannot be written: nobody is there");
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        BackgroundWriter<String> writer = writer(5, _ -> {
            calls.incrementAndGet();
            throw new RecordSink.Refused("status 400");
        });
        writer.add("a");
        writer.close();

        assertThat(calls).hasValue(1);
    }

    @Test
    void itsEndWaitsNoLongerThanItsLastChanceAndCountsWhatIsLost() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        BackgroundWriter<String> writer = writer(
                0,
                _ -> {
                    writing.countDown();
                    never.await();
                },
                Duration.ZERO);
        writer.add("a");
        writing.await();
        writer.add("b");
        writer.close();

        await().until(() -> counts.dropped(KIND) == 2);
        writer.add("too late");
        assertThat(counts.dropped(KIND)).isEqualTo(3);
    }

    @Test
    void aLineThatWasWrittenInPartGoesOnWhereItStopped() throws Exception {
        List<String> written = new ArrayList<>();
        LineSink sink = LineSink.pipe(lines -> {
            written.add(WriterPromises.taken(lines, written.isEmpty() ? 3 : lines.remaining()));
            if (written.size() == 1) {
                throw new IOException("the disk is full");
            }
        });
        Deque<byte[]> records = new ArrayDeque<>(List.of("first\n".getBytes(UTF_8), "second\n".getBytes(UTF_8)));
        assertThatThrownBy(() -> sink.write(records)).isInstanceOf(IOException.class);
        assertThat(records).hasSize(2);
        sink.write(records);

        assertThat(written).containsExactly("fir", "st\nsecond\n");
        assertThat(records).isEmpty();
    }
}
