package dev.sluicegate.e2e.load;

import dev.sluicegate.e2e.oracle.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Keeps what the clients of one run recorded. Safe for any thread. */
final class Recorder {
    private final List<Observation> observations = new ArrayList<>();
    private final Map<ClientKind, Integer> connections = new EnumMap<>(ClientKind.class);
    private final Map<ClientKind, Integer> askedToLeave = new EnumMap<>(ClientKind.class);
    private boolean stopped;
    private int open;
    private int openStreams;
    private int finishedStreams;
    private int failed;

    /** @return false if the run is over, and the exchange must not begin */
    synchronized boolean started(Exchange exchange) {
        if (stopped) {
            return false;
        }
        open++;
        openStreams += exchange.streamed() ? 1 : 0;
        return true;
    }

    /** Once for each exchange that started. */
    synchronized void ended(Exchange exchange) {
        Observation observation = exchange.observation();
        observations.add(observation);
        open--;
        if (exchange.streamed()) {
            openStreams--;
            finishedStreams++;
        }
        if (observation.failure() != null || observation.status() != 200 || !observation.terminated()) {
            failed++;
        }
        notifyAll();
    }

    synchronized void connected(ClientKind kind) {
        connections.merge(kind, 1, Integer::sum);
    }

    synchronized void askedToLeave(ClientKind kind) {
        askedToLeave.merge(kind, 1, Integer::sum);
    }

    synchronized void stop() {
        stopped = true;
    }

    /** @return whether nothing is on its way any more */
    synchronized boolean awaitIdle(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (open > 0) {
                long leftMs = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return false;
                }
                wait(leftMs);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized List<Observation> observations() {
        return List.copyOf(observations);
    }

    synchronized LoadProgress progress() {
        return new LoadProgress(
                observations.size(),
                finishedStreams,
                failed,
                open,
                openStreams,
                Map.copyOf(connections),
                Map.copyOf(askedToLeave));
    }
}
