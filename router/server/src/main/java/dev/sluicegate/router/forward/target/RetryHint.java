package dev.sluicegate.router.forward.target;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The time at which a provider wants to be asked again, as its headers tell.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>
 */
public final class RetryHint {
    /** Both official SDKs wait for a hint of up to a minute, and do what they please with a longer one. */
    public static final Duration LONGEST_FOR_CLIENTS = Duration.ofMinutes(1);

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
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
