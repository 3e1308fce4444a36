package dev.sluicegate.e2e.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Helm: on the PATH, or where the local cluster has built its own. */
final class Helm {
    private Helm() {}

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
