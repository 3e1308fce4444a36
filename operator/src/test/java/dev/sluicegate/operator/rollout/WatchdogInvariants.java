package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.operator.rollout.Replacement.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The promise of {@link Invariants} on pods that the watchdog replaces. */
final class WatchdogInvariants {
    /** The clocks of the two operators differ by less, in histories in which somebody watches. */
    private static final int SKEW = 12;

    /** A pod that has to go. */
    private record Written(int second, Replacement replacement) {}

    private final SimulatedCluster cluster;
    private final List<Written> all = new ArrayList<>();
    private final Map<Cause, Integer> commonSince = new EnumMap<>(Cause.class);

    WatchdogInvariants(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * A pod has to go, as the record of its revision says now.
     *
     * @param atOnce what it was decided on is what there is
     */
    void written(Replacement it, Desired desired, boolean atOnce) {
        WatchdogRules rules = Objects.requireNonNull(desired.watchdog());
        int window = (int) rules.window().toSeconds();
        long before = all.stream()
                .filter(each -> each.second > cluster.now - window + SKEW)
                .count();
        check(
                before < rules.maxRestarts(),
                () -> "%s is replaced after %d others, at most %d may be"
                        .formatted(it.pod(), before, rules.maxRestarts()));
        if (before > 0) {
            int least = (int) Watchdog.FIRST_DELAY.toSeconds() - SKEW;
            int passed = cluster.now - all.getLast().second;
            check(passed >= least, () -> "%s is replaced %d s after another".formatted(it.pod(), passed));
        }
        // one that is not open may be the very pod that the other waits for
        boolean takesAnOpenOne = pod(it.pod())
                .filter(pod -> pod.isOpen() && !pod.wasSilentLately(cluster.now))
                .isPresent();
        all.stream()
                .filter(each -> takesAnOpenOne && isServing(each.replacement.pod()))
                .forEach(each -> check(
                        false,
                        () -> "%s is replaced while %s still serves".formatted(it.pod(), each.replacement.pod())));
        if (atOnce) {
            // where the provider has failed and pods were out of the Service, their counts need not be alike
            boolean unfair = it.cause() == Cause.ERRORS && cluster.isUnfair();
            pod(it.pod())
                    .ifPresent(
                            pod -> check(unfair || pod.isSick(), () -> "%s is replaced and well".formatted(it.pod())));
            check(
                    !isCommon(it.cause()),
                    () -> "%s is replaced for what most pods have in common: %s"
                            .formatted(
                                    it.pod(),
                                    running().stream()
                                            .map(each ->
                                                    each.name + " " + each.isSickWith(it.cause()) + " " + each.state())
                                            .toList()));
        }
        pod(it.pod()).ifPresent(pod -> pod.hadToMove = true);
        all.add(new Written(cluster.now, it));
    }

    /** A pod that is sick alone serves, and may still be replaced: that is to come. */
    boolean isOwed(Desired desired) {
        WatchdogRules rules = desired.watchdog();
        if (rules == null || desired.deleting()) {
            return false;
        }
        int window = (int) rules.window().toSeconds() + SKEW;
        return all.stream().filter(it -> it.second > cluster.now - window).count() < rules.maxRestarts()
                && cluster.pods.stream()
                        .anyMatch(it -> it.isOpen()
                                && it.seat.isServing()
                                && it.isSick()
                                && !it.isSickWith(Cause.ERRORS) // few others may have been there for a minute
                                && !isShared(it.sickness(), Instant.MAX));
    }

    /** It was waited for long enough, and did not answer. */
    boolean isGivenUp(SimulatedPod pod) {
        return hasToGo(pod) && pod.wasSilentLately(cluster.now);
    }

    /** The watchdog has decided so. */
    boolean hasToGo(SimulatedPod pod) {
        return all.stream().anyMatch(it -> it.replacement.pod().equals(pod.name));
    }

    /** A second has passed. */
    void pass() {
        for (Cause cause : Cause.values()) {
            if (isShared(cause, Instant.MAX)) {
                commonSince.putIfAbsent(cause, cluster.now);
            } else {
                commonSince.remove(cause);
            }
        }
    }

    /** For so long that any operator has seen it, and each pod that it is about. */
    private boolean isCommon(Cause cause) {
        Integer since = commonSince.get(cause);
        int seen = cluster.now - 3 * Versioned.LAG;
        return since != null && since <= seen && isShared(cause, SimulatedCluster.instant(seen));
    }

    private List<SimulatedPod> running() {
        return cluster.pods.stream()
                .filter(each -> each.isLive() && each.isAdmittedAndRuns() && !hasToGo(each))
                .toList();
    }

    /** @param until pods whose readiness has changed after that are left out */
    private boolean isShared(Cause cause, Instant until) {
        List<SimulatedPod> running = running().stream()
                .filter(each -> cause == Cause.UNRESPONSIVE || each.isReachable())
                .filter(each ->
                        !Objects.requireNonNull(each.state()).readyChangedAt().isAfter(until))
                .toList();
        long alike = running.stream().filter(each -> each.isSickWith(cause)).count();
        return running.size() > 1 && alike * 2 > running.size();
    }

    private boolean isServing(String name) {
        return pod(name).filter(it -> it.isLive() && it.seat.isServing()).isPresent();
    }

    private Optional<SimulatedPod> pod(String name) {
        return cluster.pods.stream().filter(it -> it.name.equals(name)).findFirst();
    }
}
