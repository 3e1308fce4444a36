package dev.sluicegate.e2e.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The load that a run sends.
 *
 * @param targets the gateway's addresses, such as one NodePort on each node; each connection goes to one of them at random
 * @param clients how much of what each kind of client does at the same time
 * @param ramp over which the clients start
 */
public record LoadPlan(
        List<URI> targets, Models models, Map<ClientKind, Slots> clients, Lengths lengths, Duration ramp) {
    /** What all clients present as their key, for gateways that ask for one. */
    public static final String KEY = "key-of-the-load";

    public LoadPlan {
        targets = List.copyOf(targets);
        clients = Map.copyOf(clients);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a load needs at least one target");
        }
    }

    /**
     * The number of loops that each kind of client runs side by side.
     *
     * @param requests loops of short requests, with random idle gaps: most under 1.6 s, one in ten up to 4 s
     * @param streams loops of paced streams, one after the other
     */
    public record Slots(int requests, int streams) {}

    /**
     * The lengths of the streams.
     *
     * @param longestAtFirst the longest of the streams that are opened at the start of the run
     * @param longestLater the longest of those that follow, which bounds how long the run takes to end
     */
    public record Lengths(Duration shortest, Duration longestAtFirst, Duration longestLater) {}

    int rampMs() {
        return (int) Math.max(1, ramp.toMillis());
    }

    /** All kinds of clients: about 270 streams from 5 s to 2 min, and about 130 short requests a second. */
    public static LoadPlan full(List<URI> targets, Models models) {
        return new LoadPlan(
                targets,
                models,
                Map.of(
                        ClientKind.HTTP1, new Slots(130, 80),
                        ClientKind.HTTP2, new Slots(20, 90),
                        ClientKind.OPENAI_SDK, new Slots(8, 50),
                        ClientKind.ANTHROPIC_SDK, new Slots(8, 50)),
                new Lengths(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofSeconds(20)),
                Duration.ofSeconds(12));
    }

    /** So many streams at a time over HTTP/1.1, each of about this length, and nothing else. */
    public static LoadPlan streams(List<URI> targets, Models models, int count, Duration length) {
        return new LoadPlan(
                targets,
                models,
                Map.of(ClientKind.HTTP1, new Slots(0, count)),
                new Lengths(length.minusSeconds(5), length, length),
                Duration.ofSeconds(1));
    }

    /** All kinds of clients, a tenth of {@link #full}, streams from 1 s to {@code longest}. */
    public static LoadPlan small(List<URI> targets, Models models, Duration longest) {
        return new LoadPlan(
                targets,
                models,
                Map.of(
                        ClientKind.HTTP1, new Slots(20, 8),
                        ClientKind.HTTP2, new Slots(6, 10),
                        ClientKind.OPENAI_SDK, new Slots(2, 6),
                        ClientKind.ANTHROPIC_SDK, new Slots(2, 6)),
                new Lengths(Duration.ofSeconds(1), longest, longest),
                Duration.ofSeconds(3));
    }
}
