package dev.sluicegate.e2e.promise;

import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.operator.app.OperatorMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** An operator as a process on this machine, with the rights of the cluster's administrator. */
record PausableOperator(Process process, Path log) implements AutoCloseable {
    private static final Pattern WRITE = Pattern.compile("\\b(created|applied|patched|deleted) [A-Z][A-Za-z]+ ");

    /** @param namespace the only one that it looks after, and where its lease is */
    static PausableOperator start(String name, Path folder, Path kubeconfig, String namespace, String routerImage)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OperatorMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        kubeconfig.toString(),
                        "WATCH_NAMESPACES",
                        namespace,
                        "POD_NAMESPACE",
                        namespace,
                        "POD_NAME",
                        name,
                        "PORT",
                        "0",
                        "DEFAULT_ROUTER_IMAGE",
                        routerImage,
                        Installation.DECISIONS,
                        "DEBUG"));
        return new PausableOperator(builder.start(), log);
    }

    void awaitLine(String part) {
        await(log + " says " + part)
                .atMost(Stage.PATIENCE)
                .until(() -> lines().stream().anyMatch(line -> line.contains(part)));
    }

    /** How many objects it says it has written. */
    long writes() {
        return lines().stream().filter(line -> WRITE.matcher(line).find()).count();
    }

    /** @param name such as STOP */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("cannot send " + name);
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
