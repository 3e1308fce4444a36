package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Records an application's AOT cache (JEP 514, 515) with the runtime, the options, and the class path that the image has.
 *
 * <p>The JVM (25.0.3) does not compare the class path with the cache that was made in this way: with other jars it would run the
 * old classes. So the cache is remade whenever a byte of the jars, the options or the runtime changes, and is never used apart
 * from the jars that lie next to it.
 */
final class AotCache {
    private static final Duration END_AND_WRITE_CACHE = Duration.ofMinutes(3);
    private static final int FEWEST_CLASSES = 1000;

    private final ApplicationLayout layout;
    private final Path java;
    private final Path work;

    private AotCache(ApplicationLayout layout, Path runtime, Path work) {
        this.layout = layout;
        this.java = runtime.resolve("bin/java");
        this.work = work;
    }

    /** Makes the layout's AOT cache. What the JVMs say stays in {@code work}. */
    static void record(ApplicationLayout layout, Path runtime, Path work) throws IOException, InterruptedException {
        AotCache cache = new AotCache(layout, runtime, work);
        cache.train();
        cache.check();
    }

    private void train() throws IOException, InterruptedException {
        try (Training training = Training.of(layout.name(), Files.createDirectory(work.resolve("scratch")))) {
            List<String> command = command("-XX:AOTCacheOutput=" + layout.aotCache());
            command.addAll(List.of("-jar", layout.jar().toString()));
            command.addAll(training.arguments());
            JavaProcess application = JavaProcess.start(command, training.environment(), work.resolve("training.log"));
            try {
                training.run(application);
                application.process().destroy();
                application.exitCode(END_AND_WRITE_CACHE);
            } finally {
                application.process().destroyForcibly();
            }
            if (!Files.exists(layout.aotCache())) {
                throw application.failed("ended without writing an AOT cache");
            }
        }
    }

    /** A cache that the JVM would not use would only make the start slow, and nobody would notice: it fails the build instead. */
    private void check() throws IOException, InterruptedException {
        List<String> command =
                command("-XX:AOTCache=" + layout.aotCache(), "-XX:AOTMode=on", "-Xlog:class+load:stdout");
        command.addAll(List.of("-cp", layout.jar().toString(), "-version"));
        JavaProcess start = JavaProcess.start(command, Map.of(), work.resolve("check.log"));
        if (start.exitCode(Duration.ofMinutes(1)) != 0) {
            throw start.failed("cannot use the AOT cache " + layout.aotCache());
        }
        List<String> lines = Files.readAllLines(start.log());
        long own = lines.stream()
                .filter(line -> line.contains("dev.sluicegate.") && line.contains("shared objects file"))
                .count();
        long all = lines.stream()
                .filter(line -> line.contains("shared objects file"))
                .count();
        if (own == 0 || all < FEWEST_CLASSES) {
            throw start.failed("found only " + all + " classes, " + own + " of ours, in " + layout.aotCache());
        }
    }

    private List<String> command(String... flags) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "@" + layout.options()));
        command.addAll(List.of(flags));
        return command;
    }
}
