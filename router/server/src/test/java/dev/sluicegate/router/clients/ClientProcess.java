package dev.sluicegate.router.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The process of a client. It gets nothing of this process's environment but the path, so no key and no setting of the person who runs
 * the test; and it is ended, with what it started, when its time is over.
 */
final class ClientProcess {
    private ClientProcess() {}

    /**
     * Runs a command to its end.
     *
     * @param lines gets each line that it prints
     * @return its exit code; -1 if it was ended
     */
    static int run(
            Path folder, Map<String, String> environment, Duration bound, List<String> command, Consumer<String> lines)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG"));
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        Process process = builder.start();
        Thread reader = Thread.ofVirtual().start(() -> read(process, lines));
        try {
            boolean ended = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
            // what has been printed is read first: the end of a process closes its pipe here; but a grandchild could
            // hold it open
            reader.join(ended ? Duration.ofSeconds(5) : Duration.ofMillis(1));
            return ended ? process.exitValue() : -1;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            reader.join(Duration.ofSeconds(5));
        }
    }

    /**
     * Ends the daemons that clients have left behind, which no longer are anybody's children: all processes with this home. Where there is no
     * {@code /proc}, they stay.
     */
    static void endDaemons(Path home) throws InterruptedException {
        List<ProcessHandle> daemons = daemons(home);
        // again, since one may have started another meanwhile
        while (!daemons.isEmpty()) {
            daemons.forEach(ProcessHandle::destroyForcibly);
            // one that still dies may have begun another process
            daemons.forEach(it -> it.onExit().join());
            daemons = daemons(home);
        }
    }

    static List<ProcessHandle> daemons(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains("HOME=" + home))
                .toList();
    }

    /** Empty for one that has ended, or is not ours to look at. */
    private static List<String> environment(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void read(Process process, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            reader.lines().forEach(lines);
        } catch (IOException | java.io.UncheckedIOException e) {
            lines.accept("its output ended: " + e.getMessage());
        }
    }
}
