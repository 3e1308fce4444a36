package dev.sluicegate.router.drain;

import java.time.Duration;

/**
 * The rule of what becomes of a client's connection, so that no client ever meets a connection that is just being closed without having been
 * told: told with its last response (or GOAWAY), or idle for so long that it could have been.
 */
public final class ConnectionRule {
    /** A client sends at once what it opens a connection for; who only looks whether the port is open must not hold the drain up. */
    private static final Duration LONGEST_UNUSED = Duration.ofSeconds(2);

    private ConnectionRule() {}

    /**
     * The drain as connections see it.
     *
     * @param settledAt in the nanoseconds of the clock that {@link #next} is given; of no meaning while open
     * @param lingerNanos how long a connection whose last response could not tell it to go waits for one more request: as long as
     *     settling takes, so that a client is never met by a close that is idle for less
     */
    public record ConnectionState(DrainPhase phase, long settledAt, long lingerNanos) {
        public static final ConnectionState OPEN = new ConnectionState(DrainPhase.OPEN, 0, 0);

        public static ConnectionState draining(DrainPhase phase, long settledAt, Duration settle) {
            return new ConnectionState(phase, settledAt, settle.toNanos());
        }

        long lingerNanos(Connection connection) {
            return connection.used() ? lingerNanos : Math.min(lingerNanos, LONGEST_UNUSED.toNanos());
        }
    }

    /**
     * @param used whether a request has come on it
     * @param told whether the client has been told to open no more requests on it
     * @param inFlight how many of its requests have not been answered
     * @param idleSince since when that is none
     */
    public record Connection(boolean http2, boolean used, boolean told, int inFlight, long idleSince) {}

    /** The step to take with a connection now. */
    public sealed interface Step {
        record Keep() implements Step {}

        /** Ask again at this time, or earlier when something happens to the connection. */
        record LookAgain(long at) implements Step {}

        /** Send HTTP/2's GOAWAY that still lets the streams in that crossed it (RFC 9113, section 6.8). */
        record Tell() implements Step {}

        /** The client knows: close, and give what was written last the time to arrive. */
        record CloseAfterLastResponse() implements Step {}

        /** Close a connection on which nothing is under way. */
        record CloseIdle() implements Step {}
    }

    /** @param now from the same clock as {@code idleSince} and {@code settledAt} */
    public static Step next(Connection connection, ConnectionState situation, long now) {
        if (situation.phase() != DrainPhase.OPEN && connection.http2() && connection.used() && !connection.told()) {
            return new Step.Tell();
        }
        if (connection.inFlight() > 0) {
            return new Step.Keep();
        }
        return switch (situation.phase()) {
            // a stream that crossed the GOAWAY may still come, so HTTP/2 waits for the end of settling
            case OPEN -> connection.told() && !connection.http2() ? new Step.CloseAfterLastResponse() : new Step.Keep();
            case SETTLING, FINISHING -> idle(connection, situation, now);
            case CUTTING, DRAINED -> connection.told() ? new Step.CloseAfterLastResponse() : new Step.CloseIdle();
        };
    }

    private static Step idle(Connection connection, ConnectionState situation, long now) {
        if (connection.told() && (!connection.http2() || now - situation.settledAt() >= 0)) {
            return new Step.CloseAfterLastResponse();
        }
        long lingersUntil = connection.idleSince() + situation.lingerNanos(connection);
        long until =
                connection.told() || lingersUntil - situation.settledAt() < 0 ? situation.settledAt() : lingersUntil;
        return now - until >= 0 ? new Step.CloseIdle() : new Step.LookAgain(until);
    }
}
