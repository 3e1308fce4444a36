package dev.sluicegate.router.forward.target;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time at which a provider wants to be asked again, as its headers tell.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>
 */
public final class RetryHint {
    /** Both official SDKs wait for a hint of up to a minute, and do what they please with a longer one. */
    public static final Duration LONGEST_FOR_CLIENTS = Duration.ofMinutes(1);

    /** A number from here on is a moment and no time, in seconds since 1970: the year 2001. */
    private static final long OLDEST_MOMENT = 1_000_000_000;

    private static final Pattern PARTS =
            Pattern.compile("(?:([0-9.]+)d)?(?:([0-9.]+)h)?(?:([0-9.]+)m)?(?:([0-9.]+)s)?(?:([0-9.]+)ms)?");

    private static final Pattern DELAY = Pattern.compile("\"retryDelay\"\\s*:\\s*\"([0-9.]+)s\"");

    private static final Pattern SENTENCE =
            Pattern.compile("(?i)(?:try again|retry)\\s+(?:in|after)\\s+([0-9]+(?:\\.[0-9]+)?)\\s?(ms|s|m)");

    private RetryHint() {}

    /**
     * @param millis {@code retry-after-ms}, which comes first
     * @param secondsOrDate {@code retry-after}
     * @return null if there is none that can be read; never negative
     */
    public static @Nullable Duration of(@Nullable String millis, @Nullable String secondsOrDate, Instant now) {
        Duration fromMillis = millis == null ? null : number(millis, 1e-3);
        if (fromMillis != null || secondsOrDate == null) {
            return fromMillis;
        }
        Duration fromSeconds = number(secondsOrDate, 1);
        return fromSeconds != null ? fromSeconds : date(secondsOrDate, now);
    }

    /**
     * The time until a limit is reset, in whichever form its header has it: seconds, a moment in seconds or milliseconds since 1970, a date, or
     * a duration as in {@code 6m0s}.
     *
     * @see <a href="https://platform.openai.com/docs/guides/rate-limits">OpenAI's headers</a>
     * @see <a href="https://docs.anthropic.com/en/api/rate-limits">Anthropic's</a>
     */
    public static @Nullable Duration ofReset(String value, Instant now) {
        Duration plain = number(value, 1);
        if (plain != null) {
            double number = Double.parseDouble(value.strip());
            if (number < OLDEST_MOMENT) {
                return plain;
            }
            boolean millis = number >= OLDEST_MOMENT * 1e3;
            return until(Instant.ofEpochMilli((long) (millis ? number : number * 1e3)), now);
        }
        Matcher parts = PARTS.matcher(value.strip());
        if (!value.isBlank() && parts.matches()) {
            double seconds = part(parts, 1) * 86_400
                    + part(parts, 2) * 3_600
                    + part(parts, 3) * 60
                    + part(parts, 4)
                    + part(parts, 5) / 1e3;
            return Duration.ofMillis((long) Math.min(seconds * 1e3, 1e12));
        }
        try {
            return until(Instant.parse(value.strip()), now);
        } catch (DateTimeParseException e) {
            return date(value, now);
        }
    }

    private static double part(Matcher parts, int group) {
        String number = parts.group(group);
        return number == null ? 0 : Double.parseDouble(number);
    }

    /**
     * The hint in an error's body: Google's {@code retryDelay}, or a sentence such as "try again in 20s".
     *
     * @see <a href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">RetryInfo</a>
     */
    public static @Nullable Duration inBody(String body) {
        Matcher delay = DELAY.matcher(body);
        if (delay.find()) {
            return number(delay.group(1), 1);
        }
        Matcher sentence = SENTENCE.matcher(body);
        if (!sentence.find()) {
            return null;
        }
        return number(
                sentence.group(1),
                switch (sentence.group(2).toLowerCase(Locale.ROOT)) {
                    case "ms" -> 1e-3;
                    case "m" -> 60;
                    default -> 1;
                });
    }

    private static Duration until(Instant moment, Instant now) {
        Duration until = Duration.between(now, moment);
        return until.isNegative() ? Duration.ZERO : until;
    }

    private static @Nullable Duration number(String text, double unit) {
        try {
            double seconds = Double.parseDouble(text.strip()) * unit;
            return Double.isNaN(seconds) ? null : Duration.ofMillis((long) Math.clamp(seconds * 1e3, 0, 1e12));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Duration date(String text, Instant now) {
        try {
            return until(
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant(),
                    now);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
