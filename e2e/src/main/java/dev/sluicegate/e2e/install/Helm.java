package dev.sluicegate.e2e.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Helm as a program: from the PATH, or where the local cluster has built its own. */
public final class Helm {
    static final String CHART = "charts/sluicegate";

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private Helm() {}

    /** @param said what it printed, and what it complained of */
    public record Outcome(int status, String said) {
        /** @throws IllegalStateException if it failed */
        public String orThrow() {
            if (status != 0) {
                throw new IllegalStateException("helm failed: " + said);
            }
            return said;
        }
    }

    /** Renders the chart without asking a cluster. */
    public static Outcome template(String namespace, List<String> settings) {
        List<String> words = new ArrayList<>(List.of("template", "sluicegate", chart(), "--namespace", namespace));
        words.addAll(settings);
        return run(Map.of(), words);
    }

    static String chart() {
        return ProjectFolder.resolve(CHART).toString();
    }

    /** Runs it to its end. */
    static Outcome run(Map<String, String> environment, List<String> words) {
        List<String> line = new ArrayList<>(words);
        line.addFirst(program());
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                throw new IllegalStateException("this did not end within " + LIMIT + ": " + line);
            }
            return new Outcome(process.exitValue(), said.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while this ran: " + line, e);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String program() {
        return onPath().or(Helm::ofLocalCluster)
                .orElseThrow(() -> new IllegalStateException(
                        "helm is neither on the PATH nor built by `e2e/local-cluster/cluster prepare`"));
    }

    private static Optional<String> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "helm"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static Optional<String> ofLocalCluster() {
        try {
            Process process = new ProcessBuilder(
                            ProjectFolder.resolve("e2e/local-cluster/cluster").toString(), "bin")
                    .start();
            Path folder = Path.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
            return Optional.of(folder.resolve("helm"))
                    .filter(Files::isExecutable)
                    .map(Path::toString);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
