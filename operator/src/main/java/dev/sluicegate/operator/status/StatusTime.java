package dev.sluicegate.operator.status;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The reading of a time in a status, in which anybody may have written. */
final class StatusTime {
    private StatusTime() {}

    /** Empty if the text is no time. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
