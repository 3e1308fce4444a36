package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdict on routers of a canary that crash. What one of them had counted is gone with it, and the bake begins anew; clients that it has
 * lost may stay away, so the next bake would pass by its time alone. One crash is forgiven, for a node may have been the cause.
 */
final class CanaryCrashes {
    /** So many in all bakes of an attempt, over all canary pods, and it has failed. */
    private static final int TOO_MANY = 2;

    /** What makes the stable pods crash as well, such as a request that no router survives, is no fault of the candidate. */
    private static final int BESIDE_CHANCE = 2;

    private CanaryCrashes() {}

    /**
     * Why the canary has failed; empty if it has not for this.
     *
     * @param canaries its pods, open or not
     * @param stable those that they are compared with
     */
    static Optional<String> failure(String candidate, Bake bake, List<PodState> canaries, Stream<PodState> stable) {
        int crashes = sum(bake, canaries);
        if (crashes < TOO_MANY) {
            return Optional.empty();
        }
        List<PodState> others = stable.filter(bake::isOf).toList();
        long elsewhere = sum(bake, others);
        boolean common = elsewhere > 0 && (long) crashes * others.size() <= BESIDE_CHANCE * elsewhere * canaries.size();
        return common
                ? Optional.empty()
                : Optional.of("the routers of the canary of %s crash: %s"
                        .formatted(
                                candidate,
                                canaries.stream()
                                        .filter(it -> bake.crashed(it) > 0)
                                        .map(it -> "%s %s since its bake began, the last time %s"
                                                .formatted(
                                                        it.name(),
                                                        times(bake.crashed(it)),
                                                        it.crashes().last()))
                                        .collect(Collectors.joining(", "))));
    }

    private static int sum(Bake bake, List<PodState> pods) {
        return pods.stream().mapToInt(bake::crashed).sum();
    }

    private static String times(int number) {
        return number == 1 ? "once" : number + " times";
    }
}
