package dev.sluicegate.e2e.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The judge of a run, which is green only if each request ended with 200, each of its events arrived exactly once and in order, its
 * terminator was seen, no connection was refused, reset or broken off, the upstream saw it exactly once, and the load was enough.
 */
public final class ZeroLossOracle {
    private ZeroLossOracle() {}

    /**
     * @param observations every request that was started, however it ended
     * @param upstream how often the upstream saw each id
     */
    public static Verdict judge(List<Observation> observations, Map<String, Integer> upstream, MinimumLoad minimum) {
        LinkedHashMap<String, List<Loss>> losses = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        observations.stream()
                .sorted(Comparator.comparing(Observation::startedAt))
                .forEach(observation -> {
                    known.add(observation.id());
                    List<Loss> found = losses(observation, upstream.getOrDefault(observation.id(), 0));
                    if (!found.isEmpty()) {
                        losses.put(line(observation), found);
                    }
                });
        new TreeMap<>(upstream).forEach((id, times) -> {
            if (!known.contains(id)) {
                losses.put(id, List.of(new Loss.Unaccounted(times)));
            }
        });
        if (!losses.isEmpty()) {
            return new Verdict.Red(observations.size(), losses, kinds(losses));
        }
        List<String> shortfalls = minimum.shortfalls(observations);
        return shortfalls.isEmpty()
                ? new Verdict.Green(observations.size(), (int)
                        observations.stream().filter(Observation::streamed).count())
                : new Verdict.TooLittle(shortfalls, observations.size());
    }

    private static List<Loss> losses(Observation observation, int seenUpstream) {
        Failure failure = observation.failure();
        if (observation.status() == 0) {
            Failure reason = failure == null ? new Failure(Failure.Kind.OTHER, "nothing was recorded") : failure;
            List<Loss> none = new ArrayList<>(List.of(new Loss.NoResponse(reason)));
            if (seenUpstream > 1) {
                none.add(new Loss.SeenUpstream(seenUpstream));
            }
            return none;
        }
        List<Loss> losses = new ArrayList<>();
        if (observation.status() != 200) {
            losses.add(new Loss.WrongStatus(observation.status(), failure));
        } else {
            addEventLosses(observation, losses);
        }
        // a request that was refused before it reached the upstream is one loss, not two
        if (seenUpstream > 1 || (seenUpstream == 0 && observation.status() == 200)) {
            losses.add(new Loss.SeenUpstream(seenUpstream));
        }
        return losses;
    }

    private static void addEventLosses(Observation observation, List<Loss> losses) {
        Failure failure = observation.failure();
        if (failure != null) {
            losses.add(new Loss.BrokenOff(observation.events().size(), observation.wanted(), failure));
        } else if (!observation.terminated()) {
            losses.add(new Loss.NoTerminator());
        }
        Set<Integer> arrived = new TreeSet<>();
        Set<Integer> repeated = new TreeSet<>();
        int highest = -1;
        int foreign = 0;
        boolean ordered = true;
        for (int event : observation.events()) {
            if (event < 0 || event >= observation.wanted()) {
                foreign++;
            } else if (!arrived.add(event)) {
                repeated.add(event);
            } else if (event < highest && ordered) {
                ordered = false;
                losses.add(new Loss.OutOfOrder(event, highest));
            }
            highest = Math.max(highest, event);
        }
        List<Integer> missing = IntStream.range(0, observation.wanted())
                .filter(event -> !arrived.contains(event))
                .boxed()
                .toList();
        if (!missing.isEmpty()) {
            losses.add(new Loss.Missing(missing));
        }
        if (!repeated.isEmpty()) {
            losses.add(new Loss.Repeated(List.copyOf(repeated)));
        }
        if (foreign > 0) {
            losses.add(new Loss.Foreign(foreign));
        }
    }

    private static String line(Observation observation) {
        return observation.id() + " by " + observation.client() + " at " + observation.startedAt() + " through "
                + observation.connection() + ", after " + observation.took().toMillis() + " ms:";
    }

    private static Map<String, Integer> kinds(Map<String, List<Loss>> losses) {
        Map<String, Integer> kinds = new TreeMap<>();
        losses.values().stream()
                .flatMap(found -> found.stream()
                        .map(loss -> loss.getClass().getSimpleName())
                        .distinct())
                .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        return kinds;
    }
}
