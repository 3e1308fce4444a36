package dev.sluicegate.operator.model;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person's way back to a kept revision: an annotation of the gateway with its name. It holds until the spec asks for other pods or the
 * annotation goes; then this text has no effect any more, wherever it stands.
 *
 * @param text of the annotation as it was seen last; empty if there was none
 * @param instead the revision that the spec asks for and that does not run because of it; empty if it has no effect
 */
public record Undo(String text, String instead) {
    /** On a gateway. Whatever follows the name makes it another wish. */
    public static final String ANNOTATION = "sluicegate.dev/undo";

    public static final Undo NONE = new Undo("", "");

    private static final int LONGEST = 256;
    private static final Pattern WISH = Pattern.compile("([0-9a-f]{10})(\\s.*)?", Pattern.DOTALL);

    /** What the annotation says; anybody may write it. */
    static String text(Map<String, String> annotations) {
        String text = annotations.getOrDefault(ANNOTATION, "").strip();
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    /** The revision that is named; empty if none is. */
    static Optional<String> revision(String text) {
        Matcher wish = WISH.matcher(text);
        return wish.matches() ? Optional.of(wish.group(1)) : Optional.empty();
    }

    boolean isInEffect() {
        return !instead.isEmpty();
    }
}
