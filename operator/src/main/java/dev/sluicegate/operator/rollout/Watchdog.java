package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The watchdog: chooses the pod that runs and does not do its work. All it does is to write that down on the record of the pod's revision; from then
 * on its seat has to go like one on a leaving node, another pod first.
 */
final class Watchdog {
    /** Between the first two pods that are replaced; each next time is twice as long. */
    static final Duration FIRST_DELAY = Duration.ofMinutes(1);

    /** How often routers are asked while one of them is silent. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private static final int LONGEST_SHIFT = 16;

    private Watchdog() {}

    /** What there is to say of a gateway's pods. */
    sealed interface Finding {
        record Well() implements Finding {}

        /** Something may be wrong, or another pod has to be replaced before, or time has to pass. */
        record Waits(Duration nextLook) implements Finding {}

        /** A pod is to be replaced. */
        record Sick(Symptom symptom) implements Finding {}

        /** A pod is sick, and is not replaced. */
        record HeldBack(String sentence) implements Finding {}
    }

    static List<Action> replace(Plan plan) {
        Fleet fleet = plan.fleet();
        return plan.watchdog() instanceof Finding.Sick(Symptom symptom)
                ? fleet.observed().revision(symptom.pod().revision()).stream()
                        .<Action>map(it -> new Action.SetReplaced(
                                it.revision(), Replacement.appended(it.replaced(), replacement(fleet, symptom))))
                        .toList()
                : List.of();
    }

    /** When to look again though nothing in the cluster has changed; empty if the ordinary time is soon enough. */
    static Optional<Duration> nextLook(Plan plan) {
        return plan.watchdog() instanceof Finding.Waits(Duration next) ? Optional.of(next) : Optional.empty();
    }

    /** What it has done, and why it does nothing more. */
    static WatchdogReport report(Plan plan) {
        Fleet fleet = plan.fleet();
        WatchdogRules rules = fleet.desired().watchdog();
        return new WatchdogReport(
                rules == null ? 0 : within(fleet, rules).size(),
                known(fleet).toList(),
                plan.watchdog() instanceof Finding.HeldBack(String sentence)
                        ? Optional.of(sentence)
                        : Optional.empty());
    }

    /** The names of the pods that have to go. */
    static Set<String> condemned(Observed observed) {
        return observed.revisions().stream()
                .flatMap(it -> it.replaced().stream())
                .map(Replacement::pod)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Replacement replacement(Fleet fleet, Symptom symptom) {
        return new Replacement(fleet.now(), symptom.pod().name(), symptom.cause(), symptom.sentence());
    }

    /** What there is to say of these pods; {@link Plan} has it for all steps. */
    static Finding find(Fleet fleet) {
        WatchdogRules rules = fleet.desired().watchdog();
        if (rules == null || fleet.desired().deleting()) {
            return new Finding.Well();
        }
        // also those that are on their way out: the more there are to compare with, the better
        List<PodState> all = running(fleet.observed().seats().stream()
                        .filter(it -> !fleet.isCondemned(it))
                        .toList())
                .toList();
        List<PodState> judged = running(fleet.serving().stream()
                        .filter(it -> isJudged(fleet, it))
                        .toList())
                .filter(PodState::isOn)
                .toList();
        List<Symptom> symptoms = judged.stream()
                .flatMap(it -> Symptom.of(it, all, rules, fleet.now()).stream())
                .sorted(comparing(Symptom::cause).thenComparing(it -> it.pod().name()))
                .toList();
        if (symptoms.isEmpty()) {
            return judged.stream()
                    .flatMap(it -> Symptom.due(it, rules).stream())
                    .min(naturalOrder())
                    .<Finding>map(it -> new Finding.Waits(shortest(Duration.between(fleet.now(), it))))
                    .orElseGet(Finding.Well::new);
        }
        return symptoms.stream()
                .filter(it -> !isCommon(it, all, rules))
                .findFirst()
                .map(it -> bounded(fleet, rules, it))
                .orElseGet(() -> new Finding.HeldBack(common(symptoms.getFirst())));
    }

    private static Duration shortest(Duration left) {
        return left.compareTo(POLL) < 0 ? left : POLL;
    }

    /** A candidate is judged by its rollout. What has to go anyway needs no second reason. */
    private static boolean isJudged(Fleet fleet, Seat seat) {
        return fleet.isStable(seat.revision()) && fleet.isHome(seat.revision()) && !fleet.mustMove(seat);
    }

    /** It serves, or has served until it stopped answering; kubelet has not given up its process. */
    private static Stream<PodState> running(List<Seat> seats) {
        return seats.stream().flatMap(Seat::live).filter(it -> it.wasAdmitted() && it.isAlive());
    }

    /** Most pods show it: another pod would show it too. */
    private static boolean isCommon(Symptom symptom, List<PodState> all, WatchdogRules rules) {
        List<PodState> comparable = all.stream().filter(symptom::isComparable).toList();
        long alike = comparable.stream()
                .filter(it -> it.name().equals(symptom.pod().name()) || symptom.isSharedBy(it, rules))
                .count();
        return comparable.size() > 1 && alike * 2 > comparable.size();
    }

    private static String common(Symptom symptom) {
        return "%s %s, and so it is with most pods: none is replaced for what they have in common"
                .formatted(symptom.pod().name(), symptom.cause().meaning());
    }

    /** One at a time, not too soon after each other, and not too many. A pod that is not open may be the very one that the other waits for. */
    private static Finding bounded(Fleet fleet, WatchdogRules rules, Symptom symptom) {
        if (symptom.pod().isOpen() && fleet.serving().stream().anyMatch(fleet::isCondemned)) {
            return new Finding.Waits(POLL);
        }
        List<Replacement> recent = within(fleet, rules);
        if (recent.size() >= rules.maxRestarts()) {
            return new Finding.HeldBack(heldBack(rules, symptom));
        }
        Optional<Instant> next = recent.stream()
                .map(Replacement::at)
                .max(naturalOrder())
                .map(it -> it.plus(FIRST_DELAY.multipliedBy(1L << Math.min(LONGEST_SHIFT, recent.size() - 1))));
        return next.filter(fleet.now()::isBefore)
                .<Finding>map(it -> new Finding.Waits(shortest(Duration.between(fleet.now(), it))))
                .orElseGet(() -> new Finding.Sick(symptom));
    }

    private static String heldBack(WatchdogRules rules, Symptom symptom) {
        String what = "%s %s".formatted(symptom.pod().name(), symptom.cause().meaning());
        return rules.maxRestarts() == 0
                ? what + ", which is only reported: spec.watchdog.maxRestarts is 0"
                : "%s, and is not replaced: %d pods were within %s, as many as spec.watchdog.maxRestarts allows"
                        .formatted(what, rules.maxRestarts(), Messages.text(rules.window()));
    }

    private static List<Replacement> within(Fleet fleet, WatchdogRules rules) {
        return known(fleet)
                .filter(it -> it.at().isAfter(fleet.now().minus(rules.window())))
                .toList();
    }

    /** Whether pods that were replaced count that only this record knows of. */
    static boolean counts(Fleet fleet, RevisionState record) {
        WatchdogRules rules = fleet.desired().watchdog();
        return rules != null && within(fleet, rules).stream().anyMatch(record.replaced()::contains);
    }

    /** The oldest first. What is of a time to come was written by somebody else. */
    private static Stream<Replacement> known(Fleet fleet) {
        return fleet.observed().revisions().stream()
                .flatMap(it -> it.replaced().stream())
                .filter(it -> !it.at().isAfter(fleet.now().plus(Retirement.SKEW)))
                .sorted(comparing(Replacement::at).thenComparing(Replacement::pod));
    }

    /** It has to go, and cannot be told to drain: kubelet would give it no more time than this either. */
    static boolean isUndrainable(Fleet fleet, Seat seat) {
        return fleet.isCondemned(seat) && seat.live().anyMatch(it -> it.router() instanceof RouterReport.Silent);
    }
}
