package dev.sluicegate.e2e.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program. What it says on standard error is shown as it comes; what it prints is its result. */
final class Command {

    private Command() {}

    /**
     * @param limit then the program is ended
     * @return what it printed, without the last line end
     * @throws ClusterException when it cannot be started, fails, takes too long or the thread is interrupted
     */
    static String run(List<String> words, Map<String, String> environment, Duration limit) {
        var line = String.join(" ", words);
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var printed = CompletableFuture.supplyAsync(() -> readAll(process));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                throw new ClusterException("This did not end within " + limit + ": " + line);
            }
            if (process.exitValue() != 0) {
                throw new ClusterException("This failed with status " + process.exitValue()
                        + " (its own message is on standard error): " + line);
            }
            return printed.join().stripTrailing();
        } catch (IOException e) {
            throw new ClusterException("This could not be started: " + line, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("The tests were interrupted while this ran: " + line, e);
        }
    }

    private static String readAll(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ClusterException("What the process " + process.pid() + " printed could not be read.", e);
        }
    }
}
