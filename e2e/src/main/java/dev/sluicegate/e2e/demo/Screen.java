package dev.sluicegate.e2e.demo;

import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The demo's output: a table that is redrawn in place on a terminal, a line now and then elsewhere. One thread. */
final class Screen {
    private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(5);

    private final boolean terminal;
    private final Instant start = Instant.now();
    private Instant lastShown = Instant.MIN;
    private int drawn;

    private Screen(boolean terminal) {
        this.terminal = terminal;
    }

    @SuppressWarnings("SystemConsoleNull") // null again since JDK 25
    static Screen ofThisTerminal() {
        Console console = System.console();
        return new Screen(console != null && console.isTerminal());
    }

    /** A new step begins: stays on the screen. */
    void step(String what) {
        drawn = 0;
        System.out.printf("%n[%3d s] %s%n", elapsed().toSeconds(), what);
        lastShown = Instant.MIN;
    }

    /** Something to remember: stays on the screen. */
    void note(String what) {
        drawn = 0;
        System.out.println("        " + what);
    }

    /** The newest state, in place of the one shown before. */
    void show(List<String> lines) {
        if (terminal) {
            if (drawn > 0) {
                // up to where the last one began, and clear from there
                System.out.printf("\033[%dA\033[J", drawn);
            }
            lines.forEach(System.out::println);
            drawn = lines.size();
        } else if (Instant.now().isAfter(lastShown.plus(BETWEEN_PLAIN_LINES))) {
            lines.forEach(System.out::println);
            lastShown = Instant.now();
        }
    }

    Duration elapsed() {
        return Duration.between(start, Instant.now());
    }
}
