package dev.sluicegate.router.app;

import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The process's own memory and CPU, as its container's control group (cgroup v2) and its heap tell them: sampled every few seconds, away from
 * requests. Where there is no control group, as on a laptop, that part counts as 0. Safe for any thread.
 */
final class ProcessVitals {
    static final long SAMPLE_MILLIS = 5_000;

    /** A minute of them. */
    private static final int SAMPLES = 12;

    /** Half a minute of them: a peak that is shorter is none. */
    private static final int FOR_MEMORY = 6;

    private static final int ALL = 100;

    /** What was seen at one moment. */
    private record Sample(long nanos, int memoryPercent, long throttledMicros) {}

    private final Path group;
    private final IntSupplier heapPercent;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Of this process. */
    static ProcessVitals ofProcess() {
        return new ProcessVitals(Path.of("/sys/fs/cgroup"), ProcessVitals::heapAfterCollection, System::nanoTime);
    }

    /**
     * @param group the directory of the control group
     * @param heapPercent the part of the heap that was used after the last collection
     */
    ProcessVitals(Path group, IntSupplier heapPercent, LongSupplier nanoTime) {
        this.group = group;
        this.heapPercent = heapPercent;
        this.nanoTime = nanoTime;
    }

    /** Reads some small files. */
    @Nullable Void sample() {
        Sample sample = new Sample(
                nanoTime.getAsLong(),
                Math.max(containerPercent(), heapPercent.getAsInt()),
                value("cpu.stat", "throttled_usec").orElse(0));
        synchronized (this) {
            samples.addLast(sample);
            if (samples.size() > SAMPLES + 1) {
                samples.removeFirst();
            }
        }
        return null;
    }

    /** With what others know. */
    synchronized Vitals with(long stalledMs, int requests, int failed) {
        return new Vitals(stalledMs, memoryPercent(), throttledPercent(), requests, failed);
    }

    private int memoryPercent() {
        return samples.size() < FOR_MEMORY
                ? 0
                : samples.stream()
                        .skip(samples.size() - (long) FOR_MEMORY)
                        .mapToInt(Sample::memoryPercent)
                        .min()
                        .orElse(0);
    }

    /** Of the time between the first sample and the last, once that is about a minute. */
    private int throttledPercent() {
        if (samples.size() < SAMPLES) {
            return 0;
        }
        long micros = samples.getLast().throttledMicros - samples.getFirst().throttledMicros;
        long passed = TimeUnit.NANOSECONDS.toMicros(samples.getLast().nanos - samples.getFirst().nanos);
        // every CPU that waits is counted, so it can be more than the time that has passed
        return passed <= 0 ? 0 : Math.clamp(micros * ALL / passed, 0, ALL);
    }

    /** What the kernel could not take back without ending the process: caches of files it can. */
    private int containerPercent() {
        OptionalLong limit = number("memory.max");
        OptionalLong current = number("memory.current");
        if (limit.isEmpty() || current.isEmpty() || limit.getAsLong() <= 0) {
            return 0;
        }
        long files = value("memory.stat", "inactive_file").orElse(0)
                + value("memory.stat", "active_file").orElse(0);
        return Math.clamp((current.getAsLong() - files) * ALL / limit.getAsLong(), 0, ALL);
    }

    /** Empty for "max" as well, which is no limit. */
    private OptionalLong number(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? OptionalLong.empty() : parse(lines.getFirst());
    }

    private OptionalLong value(String file, String key) {
        return lines(file).stream()
                .filter(it -> it.startsWith(key + " "))
                .map(it -> parse(it.substring(key.length() + 1)))
                .findFirst()
                .orElseGet(OptionalLong::empty);
    }

    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(group.resolve(file));
        } catch (IOException e) {
            return List.of(); // not in a container, or one of another kind
        }
    }

    /** Of the generation in which what lives long collects; how full it was before a collection says nothing. */
    private static int heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(it -> it.getType() == MemoryType.HEAP)
                .filter(it -> it.getName().contains("Old") || it.getName().contains("Tenured"))
                .mapToInt(ProcessVitals::afterCollection)
                .max()
                .orElse(0);
    }

    private static int afterCollection(MemoryPoolMXBean pool) {
        MemoryUsage usage = pool.getCollectionUsage();
        return usage == null || usage.getMax() <= 0 ? 0 : (int) (usage.getUsed() * ALL / usage.getMax());
    }
}
