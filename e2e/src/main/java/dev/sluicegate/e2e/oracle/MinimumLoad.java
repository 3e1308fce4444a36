package dev.sluicegate.e2e.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The load below which a run proves nothing.
 *
 * @param requests of all kinds, streams included
 * @param streams of them, those that are streams
 * @param longStreams of them, those that took at least five seconds
 * @param clients how many requests each kind of client must have made
 */
public record MinimumLoad(int requests, int streams, int longStreams, Map<String, Integer> clients) {
    private static final int LONG_SECONDS = 5;

    public MinimumLoad {
        clients = Map.copyOf(clients);
    }

    /** The shortfalls of the load, in sentences; empty if it was enough. */
    List<String> shortfalls(List<Observation> observations) {
        List<String> shortfalls = new ArrayList<>();
        compare(shortfalls, "requests", observations.size(), requests);
        long streamed = observations.stream().filter(Observation::streamed).count();
        compare(shortfalls, "streams", streamed, streams);
        long lasting = observations.stream()
                .filter(Observation::streamed)
                .filter(observation -> observation.took().toSeconds() >= LONG_SECONDS)
                .count();
        compare(shortfalls, "streams of " + LONG_SECONDS + " s and more", lasting, longStreams);
        Map<String, Long> byClient =
                observations.stream().collect(Collectors.groupingBy(Observation::client, Collectors.counting()));
        clients.forEach((client, wanted) ->
                compare(shortfalls, "requests by " + client, byClient.getOrDefault(client, 0L), wanted));
        return shortfalls;
    }

    private static void compare(List<String> shortfalls, String what, long actual, int wanted) {
        if (actual < wanted) {
            shortfalls.add("only " + actual + " " + what + ", at least " + wanted + " are needed");
        }
    }
}
