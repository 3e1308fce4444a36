package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router says of its own memory and CPU, from the files of a control group. */
class ProcessVitalsTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path group;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger heap = new AtomicInteger();
    private long throttled;

    @Test
    void memoryIsWhatTheKernelCannotTakeBack() throws IOException {
        ProcessVitals vitals = vitals();
        memory(512, 500, 100);
        sample(vitals, 6);

        assertThat(said(vitals).memoryPercent()).isEqualTo(78); // (500 - 100) / 512
    }

    @Test
    void aPeakThatIsShorterThanHalfAMinuteIsNone() throws IOException {
        ProcessVitals vitals = vitals();
        memory(512, 256, 0);
        sample(vitals, 6);
        memory(512, 500, 0);
        sample(vitals, 5);
        assertThat(said(vitals).memoryPercent()).isEqualTo(50);

        sample(vitals, 1);
        assertThat(said(vitals).memoryPercent()).isEqualTo(97);
    }

    @Test
    void aHeapThatIsFullAfterACollectionCountsAsMuch() throws IOException {
        ProcessVitals vitals = vitals();
        memory(512, 256, 0);
        heap.set(95);
        sample(vitals, 6);

        assertThat(said(vitals).memoryPercent()).isEqualTo(95);
    }

    @Test
    void throttledIsThePartOfTheLastMinute() throws IOException {
        ProcessVitals vitals = vitals();
        memory(512, 256, 0);
        sample(vitals, 1);
        for (int i = 0; i < 12; i++) {
            throttled += 4_000_000; // of 5 seconds
            sample(vitals, 1);
        }
        assertThat(said(vitals).throttledPercent()).isEqualTo(80);

        sample(vitals, 12);
        assertThat(said(vitals).throttledPercent()).isZero();
    }

    @Test
    void whatSeveralProcessorsWaitedIsNoMoreThanAll() throws IOException {
        ProcessVitals vitals = vitals();
        for (int i = 0; i < 13; i++) {
            throttled += 20_000_000;
            sample(vitals, 1);
        }
        assertThat(said(vitals).throttledPercent()).isEqualTo(100);
    }

    @Test
    void aContainerWithoutLimitsOrNoneIsWell() throws IOException {
        ProcessVitals vitals = vitals();
        Files.writeString(group.resolve("memory.max"), "max\n");
        Files.writeString(group.resolve("memory.current"), "1000\n");
        sample(vitals, 13);
        assertThat(said(vitals)).isEqualTo(new Vitals(3, 0, 0, 2, 1));

        ProcessVitals laptop = new ProcessVitals(group.resolve("nowhere"), () -> 0, nanos::get);
        sample(laptop, 13);
        assertThat(said(laptop)).isEqualTo(new Vitals(3, 0, 0, 2, 1));
    }

    /** Of this process, whatever it is in. */
    @Test
    void aRealProcessHasNumbers() {
        ProcessVitals real = ProcessVitals.ofProcess();
        for (int i = 0; i < 13; i++) {
            real.sample();
        }
        assertThat(said(real).memoryPercent()).isBetween(0, 100);
        assertThat(said(real).throttledPercent()).isBetween(0, 100);
    }

    private ProcessVitals vitals() {
        return new ProcessVitals(group, heap::get, nanos::get);
    }

    private static Vitals said(ProcessVitals vitals) {
        return vitals.with(3, 2, 1);
    }

    private void memory(long max, long current, long files) throws IOException {
        Files.writeString(group.resolve("memory.max"), max * MIB + "\n");
        Files.writeString(group.resolve("memory.current"), current * MIB + "\n");
        Files.writeString(
                group.resolve("memory.stat"),
                "anon 1\nfile %d\ninactive_file %d\nactive_file %d\n"
                        .formatted(files * MIB, files * MIB / 4, files * MIB - files * MIB / 4));
    }

    private void sample(ProcessVitals vitals, int times) throws IOException {
        Files.writeString(
                group.resolve("cpu.stat"), "usage_usec 5\nnr_throttled 1\nthrottled_usec " + throttled + "\n");
        for (int i = 0; i < times; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
            vitals.sample();
        }
    }
}
