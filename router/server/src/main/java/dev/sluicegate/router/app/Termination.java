package dev.sluicegate.router.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.adminapi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * What SIGTERM and SIGINT do. The JVM turns both into its shutdown hooks, once: a second signal finds the shutdown under way and
 * changes nothing. The hook drains, and then ends the process with an exit code of its own, which only {@link Runtime#halt} can do.
 */
final class Termination {
    private static final int EXIT_CUT = 3;

    /** Where Kubernetes looks for a container's last words. */
    private static final Path LAST_WORDS = Path.of("/dev/termination-log");

    private Termination() {}

    static void install(Router router) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndHalt(router), "termination"));
    }

    private static void drainAndHalt(Router router) {
        router.terminate().toCompletionStage().toCompletableFuture().join();
        Map<RouterStatus.Outcome, Long> outcomes = router.ledger().outcomes();
        writeLastWords(outcomes);
        boolean cut = outcomes.getOrDefault(RouterStatus.Outcome.CUT, 0L) > 0;
        Runtime.getRuntime().halt(cut ? EXIT_CUT : 0);
    }

    private static void writeLastWords(Map<RouterStatus.Outcome, Long> outcomes) {
        if (!Files.isWritable(LAST_WORDS)) {
            return;
        }
        try {
            String line = AdminJson.mapper().writeValueAsString(Map.of("outcomes", outcomes)) + "\n";
            Files.writeString(LAST_WORDS, line, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own outcomes cannot be written", e);
        } catch (IOException e) {
            System.err.println("cannot write " + LAST_WORDS + ": " + e.getMessage());
        }
    }
}
