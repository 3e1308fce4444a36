package dev.sluicegate.router.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them in config files: {@code 500ms}, {@code 5s}, {@code 1m30s}, {@code 1h}; {@code 0s} is zero.
 * Units are {@code h}, {@code m}, {@code s} and {@code ms}, in that order; whole numbers only; never negative.
 */
public final class DurationText {
    /** What {@link #parse} accepts, as a regular expression without anchors; also used in the CRD's schema. */
    public static final String PATTERN = "([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?";

    /** The same with anchors. */
    public static final String REGEX = "^" + PATTERN + "$";

    private static final Pattern COMPILED =
            Pattern.compile("(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?(?:([0-9]{1,6})ms)?");

    private DurationText() {}

    /** @throws IllegalArgumentException with a sentence for the person who wrote {@code text} */
    public static Duration parse(String text) {
        Matcher matcher = COMPILED.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write one such as 500ms, 5s, 1m30s or 1h");
        }
        return Duration.ofHours(amount(matcher, 1))
                .plusMinutes(amount(matcher, 2))
                .plusSeconds(amount(matcher, 3))
                .plusMillis(amount(matcher, 4));
    }

    /** The shortest text that {@link #parse} reads back as {@code duration}, which is cut to whole milliseconds. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static long amount(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
