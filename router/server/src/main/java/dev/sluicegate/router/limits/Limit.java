package dev.sluicegate.router.limits;

import java.util.Arrays;

/** One of the things that can be limited. */
public enum Limit {
    REQUESTS("requests"),
    TOKENS("tokens"),
    PARALLEL("parallel"),
    BUDGET("budget");

    private final String word;

    Limit(String word) {
        this.word = word;
    }

    /** As it stands in metrics. */
    public String word() {
        return word;
    }

    static Limit of(String word) {
        return Arrays.stream(values())
                .filter(limit -> limit.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
