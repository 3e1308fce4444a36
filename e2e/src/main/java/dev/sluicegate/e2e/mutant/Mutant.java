package dev.sluicegate.e2e.mutant;

import java.util.Arrays;

/** In which way a router is broken. */
public enum Mutant {
    /** Says that it has drained and is empty as soon as it is asked to, and ends at once on SIGTERM. */
    NO_DRAIN("no-drain"),
    /** Drains by nothing but Vert.x's {@code HttpServer.shutdown()}. */
    SHUTDOWN_ALONE("shutdown-alone"),
    /** Answers each request for a drain with 500 at once, and ends at once on SIGTERM. */
    DRAIN_FAILS("drain-fails"),
    /** Drains as it should, and its process ends without a word as soon as it has served {@link CrashUnderLoad#REQUESTS}. */
    CRASHES_UNDER_LOAD("crashes-under-load"),
    /** Says that it is ready, and serves, as soon as it has started, whatever it still waits for. */
    READY_EARLY("ready-early"),
    /** One of its event loops stands still as soon as somebody connects to {@link SickRouter#PORT}. */
    STALLS("stalls"),
    /** Most of its heap is in use as soon as somebody connects to {@link SickRouter#PORT}. */
    FILLS_ITS_HEAP("fills-its-heap");

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

    /** True if what is wrong with it is its drain, which the zero-loss oracle must find. */
    public boolean isOfTheDrain() {
        return switch (this) {
            case NO_DRAIN, SHUTDOWN_ALONE, DRAIN_FAILS -> true;
            case CRASHES_UNDER_LOAD, READY_EARLY, STALLS, FILLS_ITS_HEAP -> false;
        };
    }

    static Mutant parse(String word) {
        return Arrays.stream(values())
                .filter(mutant -> mutant.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no mutant '" + word + "'"));
    }
}
