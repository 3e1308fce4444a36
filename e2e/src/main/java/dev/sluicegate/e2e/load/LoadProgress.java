package dev.sluicegate.e2e.load;

import java.util.Map;

/**
 * The progress of a run.
 *
 * @param finished requests that have ended, streams included
 * @param finishedStreams of them, streams
 * @param failed of the finished, those that visibly did not end as they should; the oracle sees more
 * @param open requests on their way, streams included
 * @param openStreams of them, streams
 * @param connections opened so far, by the kinds of clients that know
 * @param askedToLeave how often a client was told to leave its connection (Connection: close, GOAWAY)
 */
public record LoadProgress(
        int finished,
        int finishedStreams,
        int failed,
        int open,
        int openStreams,
        Map<ClientKind, Integer> connections,
        Map<ClientKind, Integer> askedToLeave) {}
