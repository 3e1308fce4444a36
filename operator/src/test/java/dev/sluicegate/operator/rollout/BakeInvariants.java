package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** The promise of {@link Invariants} on canaries. */
final class BakeInvariants {
    private final SimulatedCluster cluster;

    /** How often pods had crashed when they were first in a bake, by attempts and names. */
    private final Map<Instant, Map<String, Integer>> crashes = new HashMap<>();

    BakeInvariants(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** How many pods of the candidate there may be; empty if no canary has to pass. */
    private Optional<Integer> most(Desired desired) {
        CanaryRules rules = desired.canary();
        boolean others =
                cluster.stable().filter(it -> !it.equals(desired.revision())).isPresent();
        boolean passed =
                record(desired.revision()).filter(it -> isPassed(it, desired)).isPresent();
        return rules == null || !others || passed || desired.deleting() || desired.replicas() == 0
                ? Optional.empty()
                : Optional.of(Math.min(rules.replicas(), Math.max(1, desired.maxSurge())));
    }

    private static boolean isPassed(RevisionState record, Desired desired) {
        Bake bake = record.bake();
        return bake != null && bake.passed() && bake.attempt().equals(desired.since());
    }

    void seatCreated(SimulatedSeat seat, Desired desired, long allowance) {
        long there = cluster.serving().stream()
                .filter(it -> it.revision.equals(desired.revision()) && !it.isCrowded())
                .filter(it -> cluster.pods.stream().noneMatch(pod -> pod.seat == it && pod.hadToMove))
                .count();
        check(
                allowance > 0
                        || !seat.revision.equals(desired.revision())
                        || there <= most(desired).orElse(Integer.MAX_VALUE),
                () -> "14: %s is started before the canary has passed".formatted(seat.id));
    }

    /** Those that are too many go, those that are where or as they cannot stay, and what was begun for an earlier candidate is finished. */
    void podWithdrawn(SimulatedPod pod, boolean wasOpen, Desired desired, long allowance) {
        PodState state = pod.state();
        if (allowance > 0
                || state == null
                || state.onLeavingNode()
                || cluster.invariants.watchdog().hasToGo(pod)
                || pod.seat.isCrowded()
                || most(desired).isEmpty()
                || isLeftOver(pod, wasOpen, desired)) {
            return;
        }
        String stable = cluster.stable().orElseThrow();
        long left = cluster.serving().stream()
                .filter(it -> it.revision.equals(stable))
                .count();
        check(
                !pod.seat.revision.equals(stable) || left >= desired.replicas(),
                () -> "14: %s makes way for a canary that has not passed".formatted(pod.name));
    }

    /** Its seat was retired for an earlier candidate, whose canary had passed, and it cannot be asked to come back as an open one that answers can. */
    private static boolean isLeftOver(SimulatedPod pod, boolean wasOpen, Desired desired) {
        return !SimulatedCluster.instant(pod.seat.offSince).isAfter(desired.since()) && !(wasOpen && pod.isReachable());
    }

    void proven(RevisionState before, Desired desired, Optional<String> stable) {
        check(
                desired.canary() == null
                        || stable.filter(it -> !it.equals(before.revision())).isEmpty()
                        || !before.revision().equals(desired.revision())
                        || isPassed(before, desired),
                () -> "14: %s is proven though its canary has not passed".formatted(before.revision()));
    }

    /** @param now by the clock of whoever decided it */
    void written(RevisionState before, Bake bake, Desired desired, int now, long allowance) {
        Map<String, Integer> first = crashes.computeIfAbsent(bake.attempt(), _ -> new HashMap<>());
        cluster.pods.stream()
                .filter(it -> bake.baselines().containsKey(it.name))
                .forEach(it -> first.putIfAbsent(it.name, it.crashes()));
        CanaryRules rules = Objects.requireNonNull(desired.canary());
        // only pods of this one end for good, and then nothing is there to stand beside
        boolean stands = cluster.stable().filter(it -> it.startsWith("badlate")).isEmpty();
        if (!bake.passed() || rules.promoted() || !stands) {
            return;
        }
        Bake began = before.bake();
        check(
                began != null && began.attempt().equals(bake.attempt()) && !began.passed(),
                () -> "14: %s passes without having baked".formatted(before.revision()));
        Duration lasted = Duration.between(Objects.requireNonNull(began).since(), SimulatedCluster.instant(now));
        check(
                lasted.compareTo(rules.bake()) >= 0,
                () -> "14: the canary of %s has baked for %s only".formatted(before.revision(), lasted));
        if (allowance == 0) {
            survived(before.revision(), first);
            counted(before.revision(), began, Math.min(rules.replicas(), Math.max(1, desired.maxSurge())));
        }
    }

    /** What stable pods crash as well is no fault of the canary. */
    private void survived(String revision, Map<String, Integer> first) {
        long crashed = crashesSince(first, pod -> pod.isOpen() && pod.seat.revision.equals(revision));
        check(
                crashed < 2 || crashesSince(first, pod -> !pod.seat.revision.equals(revision)) > 0,
                () -> "14: the canary of %s passes though its routers have crashed %d times"
                        .formatted(revision, crashed));
    }

    private long crashesSince(Map<String, Integer> first, Predicate<SimulatedPod> which) {
        return cluster.pods.stream()
                .filter(it -> first.containsKey(it.name) && which.test(it))
                .mapToInt(it -> it.crashes() - first.getOrDefault(it.name, 0))
                .sum();
    }

    private void counted(String revision, Bake began, int canaries) {
        List<SimulatedPod> pods = cluster.pods.stream()
                .filter(it -> it.isOpen() && it.seat.isServing() && it.seat.revision.equals(revision))
                .toList();
        RequestTotals sum = RequestTotals.NONE;
        for (SimulatedPod pod : pods) {
            SimulatedRouter router = Objects.requireNonNull(pod.router());
            Bake.Baseline baseline = began.baselines().get(pod.name);
            if (baseline == null || !isSame(router, baseline.startedAt())) {
                check(
                        pods.size() > canaries,
                        () -> "14: the canary of %s passes though %s has not counted all of its bake"
                                .formatted(revision, pod.name));
            } else {
                sum = sum.plus(router.totals().since(baseline.totals()));
            }
        }
        RequestTotals counted = sum;
        check(
                !revision.startsWith("baderrs")
                        || counted.ended() < SimulatedRouter.REQUESTS
                        || cluster.hasHadOutage()
                        || cluster.stable().filter(it -> it.startsWith("bad")).isPresent(),
                () -> "14: the canary of %s passes with %s".formatted(revision, counted));
    }

    private static boolean isSame(SimulatedRouter router, Instant startedAt) {
        return router.startedAt().equals(startedAt);
    }

    private Optional<RevisionState> record(String revision) {
        return cluster.records.stream()
                .flatMap(it -> Optional.ofNullable(it.value()).stream())
                .filter(it -> it.revision().equals(revision))
                .findFirst();
    }
}
