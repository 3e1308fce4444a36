package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes an application do what it does in production, so that the JVM sees which classes it loads and which methods are hot. */
interface Training extends AutoCloseable {
    /** The command line arguments of the application's training run. */
    List<String> arguments();

    /** The environment variables of the same run. */
    Map<String, String> environment();

    /** Returns when the application has shown enough; it is then ended by SIGTERM. */
    void run(JavaProcess application) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** @param scratch an empty folder of the training's own */
    static Training of(String application, Path scratch) throws IOException {
        return switch (application) {
            case "router" -> RouterTraining.prepare(scratch);
            case "operator" -> OperatorTraining.prepare(scratch);
            default -> throw new IllegalArgumentException("there is no training for " + application);
        };
    }
}
