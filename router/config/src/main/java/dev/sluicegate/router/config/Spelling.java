package dev.sluicegate.router.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody meant. Pure. */
public final class Spelling {
    private Spelling() {}

    /** A question such as {@code " (did you mean listener?)"}; empty if no candidate is near. */
    public static String question(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(it -> " (did you mean " + it + "?)")
                .orElse("");
    }

    /** The candidate that differs least, by at most a third of its letters; upper and lower case are the same. */
    static Optional<String> nearest(String word, Collection<String> candidates) {
        String lower = word.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .filter(it -> !it.isEmpty() && it.length() <= 100 && word.length() <= 100)
                .filter(it -> distance(lower, it.toLowerCase(Locale.ROOT)) <= Math.max(1, it.length() / 3))
                .min(Comparator.comparingInt((String it) -> distance(lower, it.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters are to be added, left out, changed, or exchanged with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int step(int[][] cost, String one, String other, int i, int j) {
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j - 1] + same, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean exchanged =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return exchanged ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
