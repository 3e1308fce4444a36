package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.reason.Outlook;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The verdict on the canary pods of a candidate. Only what their routers have counted since all of them were open is judged, and only by
 * counts that are whole: when one of them is restarted or replaced, its counts are gone, and the bake begins anew. That they crash is counted
 * through all bakes ({@link CanaryCrashes}).
 */
final class CanaryAnalysis {
    /** How often routers are asked for their counts. */
    private static final Duration POLL = Duration.ofSeconds(5);

    /** Stable pods whose counts are compared; more would tell nothing else, and have to be written down. */
    private static final int MOST_COMPARED = 50;

    private CanaryAnalysis() {}

    /** What is to be said of a canary. */
    sealed interface Finding {
        /** Not all canary pods are there, open and answering. */
        record Incomplete(String sentence) implements Finding {}

        /** The bake begins, for the first time or anew. */
        record Begins(Bake bake, String sentence) implements Finding {}

        /** Nothing is wrong so far. */
        record Bakes(Bake bake, String sentence) implements Finding {}

        record Failed(String cause) implements Finding {}

        record Passed(Bake bake) implements Finding {}
    }

    /** Begins the bake, and ends it when it has passed. */
    static List<Action> advance(Plan plan) {
        Fleet fleet = plan.fleet();
        if (fleet.isHeld()) {
            return List.of();
        }
        String candidate = fleet.target().candidate();
        return plan.canary().stream()
                .flatMap(it -> switch (it) {
                    case Finding.Begins(Bake bake, String _) -> Stream.of(bake);
                    case Finding.Passed(Bake bake) -> Stream.of(bake.pass());
                    case Finding.Incomplete _, Finding.Bakes _, Finding.Failed _ -> Stream.empty();
                })
                .<Action>map(it -> new Action.SetBake(candidate, it))
                .toList();
    }

    /** Why the canary has failed, if it has. */
    static Optional<String> failure(Plan plan) {
        return plan.canary()
                .flatMap(it -> it instanceof Finding.Failed(String cause) ? Optional.of(cause) : Optional.empty());
    }

    /** What is done or waited for; empty if no canary has to pass. */
    static Optional<String> sentence(Plan plan) {
        String candidate = plan.fleet().target().candidate();
        return plan.canary().map(it -> switch (it) {
            case Finding.Incomplete(String sentence) -> sentence;
            case Finding.Bakes(Bake _, String sentence) -> sentence;
            case Finding.Begins(Bake _, String sentence) -> sentence;
            case Finding.Passed _ -> "the canary of %s has passed: the others follow".formatted(candidate);
            case Finding.Failed(String cause) -> cause;
        });
    }

    /** Empty if no canary is there to be looked at. */
    static Optional<Duration> nextLook(Plan plan) {
        Fleet fleet = plan.fleet();
        return plan.canary().map(it -> {
            if (!(it instanceof Finding.Bakes(Bake bake, String _))) {
                return POLL;
            }
            Duration left = Duration.between(fleet.now(), end(fleet, bake));
            return !left.isNegative() && left.compareTo(POLL) < 0 ? left : POLL;
        });
    }

    /** What is to be said of this candidate's canary; {@link Plan} has it for all steps. */
    static Optional<Finding> find(Fleet fleet) {
        CanaryRules rules = fleet.desired().canary();
        return rules == null || !fleet.target().isBaking()
                ? Optional.empty()
                : fleet.upcoming().map(it -> find(fleet, rules, it));
    }

    private static Finding find(Fleet fleet, CanaryRules rules, RevisionState candidate) {
        Instant attempt = fleet.desired().since();
        if (rules.promoted() || isStableBroken(fleet)) {
            return new Finding.Passed(new Bake(attempt, fleet.now(), false, Map.of()));
        }
        Optional<Bake> before =
                Optional.ofNullable(candidate.bake()).filter(it -> it.attempt().equals(attempt));
        Optional<String> crashes = before.flatMap(
                it -> CanaryCrashes.failure(candidate.revision(), it, live(fleet.canaries()), stable(fleet)));
        if (crashes.isPresent()) {
            return new Finding.Failed(crashes.get());
        }
        List<PodState> canaries = open(fleet.canaries());
        if (fleet.canaries().size() < fleet.target().canaries()
                || canaries.size() < fleet.canaries().size()) {
            return new Finding.Incomplete(
                    "waiting for the canary pods of %s to be open".formatted(candidate.revision()));
        }
        Optional<PodState> silent =
                canaries.stream().filter(it -> Bake.answer(it).isEmpty()).findFirst();
        if (silent.isPresent()) {
            return silent(fleet, silent.get());
        }
        return before.filter(it -> !it.since().isAfter(fleet.now().plus(Retirement.SKEW))
                        && canaries.stream().allMatch(pod -> it.counted(pod).isPresent()))
                .map(it -> judge(fleet, rules, it, canaries))
                .orElseGet(() -> begins(fleet, rules, canaries, before));
    }

    /** Nothing is there to stand beside, nor to go back to: a canary would only keep the stable revision from being replaced by a better one. */
    private static boolean isStableBroken(Fleet fleet) {
        List<PodState> pods = fleet.serving().stream()
                .filter(it -> fleet.isStable(it.revision()))
                .flatMap(Seat::live)
                .toList();
        return !pods.isEmpty() && pods.stream().allMatch(CanaryAnalysis::isBroken);
    }

    private static boolean isBroken(PodState pod) {
        return !pod.isOpen()
                && Stream.ofNullable(pod.problem()).map(Problem::outlook).anyMatch(Outlook::isOfTheRevision);
    }

    private static Finding begins(Fleet fleet, CanaryRules rules, List<PodState> canaries, Optional<Bake> before) {
        Bake bake = new Bake(fleet.desired().since(), fleet.now(), false, baselines(fleet, canaries, before));
        CanaryComparison nothing = new CanaryComparison(rules, fleet.now(), RequestTotals.NONE, RequestTotals.NONE);
        return new Finding.Begins(bake, nothing.soFar(fleet.target().candidate(), end(fleet, bake)));
    }

    /** It is in the Service, and cannot say how its requests go: for as long as a rollout may be without progress that is waited for. */
    private static Finding silent(Fleet fleet, PodState pod) {
        Duration patience = fleet.desired().progressDeadline();
        boolean isLost = pod.router() instanceof RouterReport.Silent(Instant since, Instant _)
                && !fleet.now().isBefore(since.plus(patience));
        return isLost
                ? new Finding.Failed("the router of canary pod %s has not answered for %s"
                        .formatted(pod.name(), Messages.text(patience)))
                : new Finding.Incomplete("waiting for the router of canary pod %s to answer".formatted(pod.name()));
    }

    private static List<PodState> open(List<Seat> seats) {
        return live(seats).stream().filter(PodState::isOpen).toList();
    }

    private static List<PodState> live(List<Seat> seats) {
        return seats.stream().flatMap(Seat::live).toList();
    }

    /** Those that canary pods are compared with. One that is being drained or moved has counted the same time, as far as it was open. */
    private static Stream<PodState> stable(Fleet fleet) {
        return fleet.observed().pods().filter(it -> it.isLive() && fleet.isStable(it.revision()));
    }

    private static Map<String, Bake.Baseline> baselines(Fleet fleet, List<PodState> canaries, Optional<Bake> before) {
        Map<String, Bake.Baseline> baselines = new HashMap<>();
        // also of those that are about to open: what they have counted by then is nothing
        Stream.concat(canaries.stream(), stable(fleet).limit(MOST_COMPARED))
                .forEach(pod -> Bake.answer(pod)
                        .ifPresent(it -> baselines.put(
                                pod.name(),
                                new Bake.Baseline(
                                        it.startedAt(),
                                        Bake.totals(it),
                                        before.map(bake -> bake.crashesBefore(pod))
                                                .orElse(pod.crashes().count())))));
        return baselines;
    }

    private static Finding judge(Fleet fleet, CanaryRules rules, Bake bake, List<PodState> pods) {
        CanaryComparison comparison = new CanaryComparison(
                rules,
                bake.since(),
                pods.stream().flatMap(it -> bake.counted(it).stream()).reduce(RequestTotals.NONE, RequestTotals::plus),
                stable(fleet)
                        .flatMap(it -> counted(bake, it).stream())
                        .reduce(RequestTotals.NONE, RequestTotals::plus));
        String candidate = fleet.target().candidate();
        Optional<String> failure = comparison.failure(candidate);
        if (failure.isPresent()) {
            return new Finding.Failed(failure.get());
        }
        Instant end = end(fleet, bake);
        return fleet.now().isBefore(end)
                ? new Finding.Bakes(bake, comparison.soFar(candidate, end))
                : new Finding.Passed(bake);
    }

    /** A stable pod's process that has started since has counted all that it has in the same time. */
    private static Optional<RequestTotals> counted(Bake bake, PodState pod) {
        return bake.counted(pod)
                .or(() -> Bake.answer(pod)
                        .filter(it -> it.startedAt().isAfter(bake.since()))
                        .map(Bake::totals));
    }

    private static Instant end(Fleet fleet, Bake bake) {
        return bake.since()
                .plus(Objects.requireNonNull(fleet.desired().canary()).bake());
    }
}
