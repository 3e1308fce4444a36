package dev.sluicegate.e2e.mutant;

import java.util.Arrays;

/** In which way a router's drain is broken. */
public enum Mutant {
    /** Says that it has drained and is empty as soon as it is asked to, and ends at once on SIGTERM. */
    NO_DRAIN("no-drain"),
    /** Drains by nothing but Vert.x's {@code HttpServer.shutdown()}. */
    SHUTDOWN_ALONE("shutdown-alone"),
    /** Answers each request for a drain with 500 at once, and ends at once on SIGTERM. */
    DRAIN_FAILS("drain-fails");

    /** The environment variable that chooses one. */
    public static final String VARIABLE = "SLUICEGATE_MUTANT";

    private final String word;

    Mutant(String word) {
        this.word = word;
    }

    /** As {@link #VARIABLE} names it. */
    public String word() {
        return word;
    }

    static Mutant parse(String word) {
        return Arrays.stream(values())
                .filter(mutant -> mutant.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no mutant '" + word + "'"));
    }
}
