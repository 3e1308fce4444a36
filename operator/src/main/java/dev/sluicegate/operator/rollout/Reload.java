package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.RevisionState.Failure;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change of the config in place. One router checks it, the revision's record gets it, and every router that runs another than its
 * revision's record has is told. The record is the truth, from which the pods' files come; what a router was told, and has forgotten because
 * its container was restarted, it is told again.
 */
final class Reload {
    /** What people are told of it. */
    record Progress(Verdict verdict, String sentence) {}

    private Reload() {}

    static List<Action> advance(Plan plan) {
        Fleet fleet = plan.fleet();
        List<Action> actions = new ArrayList<>();
        if (isDue(fleet) && !fleet.desired().paused() && refusal(fleet).isEmpty()) {
            Optional<PodState> checker = checker(fleet);
            if (checker.isPresent() || hasNoPods(fleet)) {
                actions.add(new Action.ChangeConfig(
                        fleet.desired().revision(),
                        fleet.desired().generation(),
                        checker.map(PodState::name).orElse(""),
                        checker.map(FileReading::known).orElse(""),
                        fleet.desired().since()));
            }
        }
        fleet.observed()
                .seats()
                .forEach(seat -> seat.live().filter(PodState::isAlive).forEach(pod -> {
                    FileReading.requestSync(fleet, seat, pod).ifPresent(actions::add);
                    if (runsAnother(fleet, pod)) {
                        actions.add(new Action.TellConfig(seat.id(), pod.name()));
                    }
                }));
        return actions;
    }

    /** The wanted revision is there, and its record has an earlier config than is wanted. */
    private static boolean isDue(Fleet fleet) {
        return !fleet.desired().deleting()
                && fleet.wanted()
                        .filter(it -> it.generation() < fleet.desired().generation())
                        .isPresent();
    }

    /** Why the config that is due is not tried again: it was refused, and the files are still those of then, which may be what was wrong. */
    private static Optional<Failure> refusal(Fleet fleet) {
        return fleet.wanted()
                .flatMap(it -> Optional.ofNullable(it.failure()))
                .filter(it ->
                        isDue(fleet) && it.attempt().equals(fleet.desired().since()))
                .filter(it -> checker(fleet)
                        .filter(pod -> !FileReading.known(pod).equals(it.files()))
                        .isEmpty());
    }

    /** The pod whose router checks the config: always the same. Empty if there is none that can. */
    private static Optional<PodState> checker(Fleet fleet) {
        return live(fleet)
                .filter(it -> it.isOpen() && isServing(it) && !FileReading.isBehind(fleet, it))
                .min(comparing(PodState::name));
    }

    /** There is nobody whom a config could harm. */
    private static boolean hasNoPods(Fleet fleet) {
        return live(fleet).findAny().isEmpty();
    }

    private static Stream<PodState> live(Fleet fleet) {
        return fleet.observed().pods().filter(it -> it.isLive() && fleet.isWanted(it.revision()));
    }

    private static boolean isServing(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.SERVING
                && status.revision().equals(pod.revision());
    }

    /** Its router says that it has another config than its revision's record, which was changed. */
    private static boolean runsAnother(Fleet fleet, PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.revision().equals(pod.revision())
                && isChanged(fleet, pod)
                && !fleet.observed().isAcknowledged(pod);
    }

    private static boolean isChanged(Fleet fleet, PodState pod) {
        return fleet.observed()
                .revision(pod.revision())
                .filter(it -> it.generation() > 0 && !it.configHash().isEmpty())
                .isPresent();
    }

    /** Open pods that have not said that they have the new config and files: they say others, or nothing since those are wanted. */
    private static List<PodState> waitedFor(Fleet fleet) {
        Instant since = fleet.desired().since();
        return fleet.serving().stream()
                .flatMap(Seat::live)
                .filter(PodState::isOpen)
                .filter(it -> runsAnother(fleet, it)
                        || !FileReading.missing(fleet, it).isEmpty()
                        || ((isChanged(fleet, it) || !fleet.desired().files().isEmpty())
                                && it.router() instanceof RouterReport.Silent(Instant answered, Instant _)
                                && answered.isBefore(since)))
                .sorted(comparing(PodState::name))
                .toList();
    }

    /** Empty if no change of a config is under way. */
    static Optional<Progress> progress(Fleet fleet) {
        String config = "config %d of %s"
                .formatted(fleet.desired().generation(), fleet.desired().revision());
        Optional<Failure> refusal = refusal(fleet);
        if (refusal.isPresent()) {
            return Optional.of(new Progress(
                    new Verdict.Stalled(refusal.get().reason()),
                    refusal.get().cause() + "; all pods go on with the config before it"));
        }
        if (isDue(fleet)) {
            return Optional.of(
                    fleet.desired().paused()
                            ? new Progress(
                                    new Verdict.Paused(),
                                    "paused: %s waits until spec.rollout.paused is false".formatted(config))
                            : inTime(fleet, checking(fleet, config)));
        }
        List<PodState> waitedFor = waitedFor(fleet);
        return waitedFor.isEmpty() ? Optional.empty() : Optional.of(waiting(fleet, waitedFor));
    }

    private static String checking(Fleet fleet, String config) {
        Optional<PodState> checker = checker(fleet);
        if (checker.isPresent() || hasNoPods(fleet)) {
            return config + " is checked"
                    + checker.map(it -> " by " + it.name()).orElse("");
        }
        return "waiting for an open pod that can check " + config
                + live(fleet)
                        .filter(it -> FileReading.isBehind(fleet, it))
                        .map(it -> "; %s has yet to read what has changed in Secrets, as %s"
                                .formatted(
                                        it.name(), FileReading.late(fleet, it).getFirst()))
                        .sorted()
                        .findFirst()
                        .orElse("");
    }

    /** It is called stalled when it has taken too long. */
    private static Progress inTime(Fleet fleet, String sentence) {
        Instant overdue = fleet.desired().since().plus(fleet.desired().progressDeadline());
        return fleet.now().isBefore(overdue)
                ? new Progress(new Verdict.Reloading(), sentence)
                : new Progress(new Verdict.Stalled(Reason.ProgressDeadlineExceeded.name()), sentence);
    }

    private static Progress waiting(Fleet fleet, List<PodState> pods) {
        List<PodState> rejecting = pods.stream()
                .filter(it -> !FileReading.refused(fleet, it).isEmpty())
                .toList();
        boolean lasts = !fleet.now().isBefore(fleet.desired().since().plus(Stall.PATIENCE));
        if (!rejecting.isEmpty() && lasts) {
            return new Progress(new Verdict.Stalled(Reason.FileRejected.name()), rejection(fleet, rejecting));
        }
        String sentence = "waiting for %s to take up %s%s"
                .formatted(
                        names(pods),
                        what(fleet, pods),
                        pods.stream().flatMap(Reload::error).findFirst().orElse(""));
        if (lasts && pods.stream().anyMatch(it -> rejectsConfig(fleet, it))) {
            return new Progress(
                    new Verdict.Stalled(PodProblem.ConfigRejected.name()),
                    sentence + "; " + PodProblem.ConfigRejected.advice());
        }
        return inTime(fleet, sentence);
    }

    private static String rejection(Fleet fleet, List<PodState> pods) {
        PodState first = pods.getFirst();
        return "%s %s not take %s as %s now%s; what was read before stays in force; %s"
                .formatted(
                        names(pods),
                        pods.size() == 1 ? "does" : "do",
                        FileReading.refused(fleet, first).stream()
                                .map(it -> FileReading.described(fleet, it))
                                .collect(Collectors.joining(", ")),
                        FileReading.refused(fleet, first).size() == 1 ? "it is" : "they are",
                        error(first).findFirst().orElse(""),
                        Reason.FileRejected.advice());
    }

    /** It has all files, so nothing is to come that could change its mind. */
    private static boolean rejectsConfig(Fleet fleet, PodState pod) {
        return runsAnother(fleet, pod)
                && FileReading.late(fleet, pod).isEmpty()
                && pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.lastConfigError() != null;
    }

    private static String names(List<PodState> pods) {
        return pods.stream().map(PodState::name).collect(Collectors.joining(", "));
    }

    private static String what(Fleet fleet, List<PodState> pods) {
        if (pods.stream().anyMatch(it -> runsAnother(fleet, it))) {
            return "its config in place";
        }
        List<String> files = pods.stream()
                .flatMap(it -> FileReading.missing(fleet, it).stream())
                .distinct()
                .toList();
        long all = fleet.serving().stream()
                .flatMap(Seat::live)
                .filter(PodState::isOpen)
                .count();
        return files.isEmpty()
                ? "its config in place"
                : "what has changed in Secrets, as %s; %d of %d open pods have"
                        .formatted(files.getFirst(), all - pods.size(), all);
    }

    private static Stream<String> error(PodState pod) {
        if (!(pod.router() instanceof RouterReport.Answered(RouterStatus status))) {
            return Stream.empty();
        }
        String error = Objects.requireNonNullElse(
                status.lastConfigError(), Objects.requireNonNullElse(status.fileProblem(), ""));
        return error.isEmpty() ? Stream.empty() : Stream.of("; %s says: %s".formatted(pod.name(), error));
    }

    /** Since when a router's answer is waited for; empty if none is. */
    static Optional<Instant> waitingSince(Fleet fleet) {
        boolean waits =
                (isDue(fleet) && refusal(fleet).isEmpty()) || !waitedFor(fleet).isEmpty();
        return waits ? Optional.of(fleet.desired().since()) : Optional.empty();
    }
}
