package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java process of the build's, which writes what it says into a file. */
record JavaProcess(Process process, Path log) {
    static JavaProcess start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS"));
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), log);
    }

    /** Waits for its end, and ends it by force when that takes too long. */
    int exitCode(Duration atMost) throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw failed("did not end within " + atMost.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** Something that can be looked up and is not yet true. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** @param what for the sentence "did not …" */
    void await(String what, Duration atMost, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw failed("did not " + what + " but ended");
            }
            if (System.nanoTime() > deadline) {
                throw failed("did not " + what + " within " + atMost.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    IllegalStateException failed(String how) throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> !line.contains("[warning][aot]"))
                .toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        return new IllegalStateException(
                "The process " + how + ". The end of what it said (" + log.getFileName() + "):\n" + end);
    }
}
