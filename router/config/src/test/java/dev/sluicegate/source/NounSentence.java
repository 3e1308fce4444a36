package dev.sluicegate.source;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rule that a description begins with a noun, so that a stranger understands it alone. A few words give away what is none. */
final class NounSentence {
    private static final Set<String> QUESTIONS =
            Set.of("who", "whose", "whom", "what", "which", "whether", "how", "why", "when", "where", "if");

    /** Words after which nothing but a noun comes, so that a first word in -s before them is a verb: "makes the", not "names of". */
    private static final Set<String> AFTER_A_VERB = Set.of(
            "a",
            "an",
            "the",
            "its",
            "their",
            "his",
            "one",
            "each",
            "every",
            "all",
            "any",
            "no",
            "this",
            "these",
            "what",
            "whatever",
            "which",
            "who",
            "whose",
            "whether",
            "why",
            "how",
            "when",
            "where",
            "it",
            "them",
            "itself");

    private NounSentence() {}

    /** What is wrong with a description; null if nothing is. */
    static @Nullable String problem(String description) {
        String[] words = description.strip().split("\\s+", 3);
        String first = word(words[0]);
        if (QUESTIONS.contains(first)) {
            return "begins with '" + words[0] + "'; say what it is first";
        }
        boolean verb = words.length > 1
                && first.length() > 2
                && first.endsWith("s")
                && !first.equals("this")
                && AFTER_A_VERB.contains(word(words[1]));
        return verb ? "begins with a verb, '" + words[0] + " " + words[1] + "'; say what it is first" : null;
    }

    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z-]", "");
    }
}
