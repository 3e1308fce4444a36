package dev.sluicegate.router.app;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.runtime.ConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of SIGTERM and SIGINT. The JVM turns both into its shutdown hooks, once: a second signal finds the shutdown under way
 * and changes nothing. The hook drains, and then ends the process with an exit code of its own, which only {@link Runtime#halt} can
 * do.
 */
final class TerminationHook {
    private static final int EXIT_CUT = 3;

    /** Where Kubernetes looks for a container's last words. */
    private static final Path LAST_WORDS = Path.of("/dev/termination-log");

    private static final Logger log = LoggerFactory.getLogger(TerminationHook.class);

    private TerminationHook() {}

    /** @param source of the router's config */
    static void install(Router router, ConfigSource source) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndHalt(router, source), "termination"));
    }

    private static void drainAndHalt(Router router, ConfigSource source) {
        router.terminate().toCompletionStage().toCompletableFuture().join();
        Map<RouterStatus.Outcome, Long> outcomes = router.ledger().outcomes();
        boolean cut = outcomes.getOrDefault(RouterStatus.Outcome.CUT, 0L) > 0;
        writeLastWords(outcomes);
        if (cut) {
            logDiagnostics(router);
        }
        router.flush();
        stopEventLoops(router);
        source.close();
        Runtime.getRuntime().halt(cut ? EXIT_CUT : 0);
    }

    private static void logDiagnostics(Router router) {
        log.atWarn()
                .addKeyValue(
                        "diagnostics",
                        router.diagnostics()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .join())
                .log("something was cut by a deadline; the pod's status and clients were told, drain.timeout or"
                        + " drain.terminationBudget would have to be longer");
    }

    /** HotSpot waits 300 ms for threads that are in native code, as event loops are: without them it ends in a few. */
    private static void stopEventLoops(Router router) {
        try {
            router.close().toCompletionStage().toCompletableFuture().get(300, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("the event loops did not stop: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void writeLastWords(Map<RouterStatus.Outcome, Long> outcomes) {
        if (!Files.isWritable(LAST_WORDS)) {
            return;
        }
        // by hand, because Jackson would have to warm up first, and the pod's end waits for this
        String line = outcomes.entrySet().stream()
                .map(entry -> "\"" + entry.getKey().name().toLowerCase(Locale.ROOT) + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{\"outcomes\":{", "}}\n"));
        try {
            Files.writeString(LAST_WORDS, line, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            System.err.println("cannot write " + LAST_WORDS + ": " + e.getMessage());
        }
    }
}
