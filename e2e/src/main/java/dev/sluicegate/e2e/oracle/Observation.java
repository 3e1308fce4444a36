package dev.sluicegate.e2e.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record of one request as its client experienced it.
 *
 * @param id the request's name, unique in a run, which the upstream also counts
 * @param client the kind of client
 * @param streamed whether the response was a stream
 * @param wanted how many events the upstream sends for it, numbered from 0
 * @param status of the response; 0 if none came
 * @param events the numbers of the events that arrived, in the order of arrival; {@link #FOREIGN} for one that is not this
 *     request's
 * @param terminated whether the protocol's own end was seen
 * @param failure null when the client reached the end of the response
 * @param connection names the connection it went through, as far as the client knows
 */
public record Observation(
        String id,
        String client,
        boolean streamed,
        int wanted,
        int status,
        List<Integer> events,
        boolean terminated,
        @Nullable Failure failure,
        String connection,
        Instant startedAt,
        Duration took) {
    /** An event that belongs to another request, or to none. */
    public static final int FOREIGN = -1;

    public Observation {
        events = List.copyOf(events);
    }
}
