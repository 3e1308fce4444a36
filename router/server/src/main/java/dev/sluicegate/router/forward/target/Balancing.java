package dev.sluicegate.router.forward.target;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which of several targets that could all serve a request gets it. */
final class Balancing {
    private Balancing() {}

    /**
     * @param open indexes of the route's targets that could serve, in its order; the first {@code count} count
     * @param loads by the same indexes
     * @param affinity what requests that want the same target have in common; null if that is nothing
     * @return an index from {@code open}
     */
    static int choose(
            Route route,
            int[] open,
            int count,
            UpstreamLoad[] loads,
            @Nullable String affinity,
            RandomGenerator random) {
        if (count == 1) {
            return open[0];
        }
        if (affinity != null) {
            return least(
                    open,
                    count,
                    random,
                    i -> rendezvous(affinity, route.targets().get(i)));
        }
        return switch (route.balance()) {
            case ORDERED -> open[0];
            case WEIGHTED_RANDOM -> drawn(route, open, count, random);
            case LEAST_IN_FLIGHT -> least(open, count, random, i -> crowd(route, loads, i));
            case FREE_SLOTS ->
                least(open, count, random, i -> {
                    int room = loads[i].room();
                    // without slots there is no telling; those come last, the emptiest of them first
                    return room == UpstreamLoad.UNLIMITED ? crowd(route, loads, i) : -(double) room;
                });
        };
    }

    private static int drawn(Route route, int[] open, int count, RandomGenerator random) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += route.targets().get(open[i]).weight();
        }
        int ticket = random.nextInt(total);
        for (int i = 0; i < count - 1; i++) {
            ticket -= route.targets().get(open[i]).weight();
            if (ticket < 0) {
                return open[i];
            }
        }
        return open[count - 1];
    }

    private static double rendezvous(String key, Route.Target target) {
        return Rendezvous.score(key, target.provider().name(), target.model(), target.weight());
    }

    private static double crowd(Route route, UpstreamLoad[] loads, int i) {
        return (loads[i].inFlight() + loads[i].pressure() + 1)
                / route.targets().get(i).weight();
    }

    private interface Score {
        double of(int target);
    }

    /** Equals are drawn, so that routers that see the same do not all do the same. */
    private static int least(int[] open, int count, RandomGenerator random, Score score) {
        int best = open[0];
        double lowest = score.of(best);
        int equals = 1;
        for (int i = 1; i < count; i++) {
            double next = score.of(open[i]);
            if (next < lowest) {
                best = open[i];
                lowest = next;
                equals = 1;
            } else if (next == lowest && random.nextInt(++equals) == 0) {
                best = open[i];
            }
        }
        return best;
    }
}
