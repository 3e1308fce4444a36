package dev.sluicegate.e2e.apiserver;

import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.operator.app.OperatorMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The operator as a process on this machine, by its real main class. Safe for any thread. */
final class OperatorProcess implements AutoCloseable {
    private final Process process;

    /**
     * Starts one.
     *
     * @param classes where its classes are, the first found wins
     * @param folder for its kubeconfig and its log, to which it appends
     * @param token what it shows to the API server
     * @param settings its environment
     */
    OperatorProcess(List<Path> classes, Path folder, URI apiServer, String token, Map<String, String> settings) {
        try {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: proxy, cluster: {server: "%s"}}]
                    users: [{name: operator, user: {token: "%s"}}]
                    contexts: [{name: test, context: {cluster: proxy, user: operator}}]
                    current-context: test
                    """.formatted(apiServer, token));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // it lives for seconds
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    // as in a container with the chart's limit of memory
                    "-XX:MaxRAM=512m",
                    "@" + ProjectFolder.resolve("operator/src/image/java.options"),
                    "-cp",
                    String.join(
                            File.pathSeparator,
                            classes.stream().map(Path::toString).toList()),
                    OperatorMain.class.getName()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(OperatorOnHost.LOG).toFile()));
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().put("PORT", "0");
            builder.environment().putAll(settings);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls this once it has ended, by whatever cause. */
    void onExit(Runnable next) {
        CompletableFuture<Void> _ = process.onExit()
                .thenRunAsync(next, Thread::startVirtualThread)
                .whenComplete((_, e) -> {
                    if (e != null) {
                        System.err.println("the next operator was not started: " + e);
                    }
                });
    }

    /** SIGSTOP: it stands still, and knows nothing of it. */
    void pause() {
        signal("-STOP");
    }

    /** SIGCONT: it goes on. */
    void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an operator got a signal", e);
        }
    }

    /** The CPU time that it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most memory that it has had at once, in MiB; 0 if it is not there any more, or this is not Linux. */
    long mostResidentMib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }

    /** SIGKILL; when this returns, it does nothing more. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an operator ended", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
