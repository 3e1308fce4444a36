package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

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
            checker(fleet)
                    .map(it -> new Action.ChangeConfig(
                            fleet.desired().revision(),
                            fleet.desired().generation(),
                            it,
                            fleet.desired().since()))
                    .ifPresent(actions::add);
        }
        fleet.observed()
                .seats()
                .forEach(seat -> seat.live().filter(PodState::isAlive).forEach(pod -> {
                    FileReading.hasten(fleet, seat, pod).ifPresent(actions::add);
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

    /** Why the config that is due is not tried again. */
    private static Optional<Failure> refusal(Fleet fleet) {
        return fleet.wanted()
                .flatMap(it -> Optional.ofNullable(it.failure()))
                .filter(it ->
                        isDue(fleet) && it.attempt().equals(fleet.desired().since()));
    }

    /** The pod whose router checks the config: always the same. Empty if one may come that can, and no name if there is no pod at all. */
    private static Optional<String> checker(Fleet fleet) {
        List<PodState> live = fleet.observed()
                .pods()
                .filter(it -> it.isLive() && fleet.isWanted(it.revision()))
                .toList();
        return live.isEmpty()
                ? Optional.of("")
                : live.stream()
                        .filter(it -> it.isOpen() && isServing(it))
                        .min(comparing(PodState::name))
                        .map(PodState::name);
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
                            : new Progress(
                                    new Verdict.Reloading(),
                                    checker(fleet)
                                            .map(it -> "%s is checked".formatted(config)
                                                    + (it.isEmpty() ? "" : " by " + it))
                                            .orElse("waiting for an open pod that can check " + config)));
        }
        List<PodState> waitedFor = waitedFor(fleet);
        return waitedFor.isEmpty() ? Optional.empty() : Optional.of(waiting(fleet, waitedFor));
    }

    private static Progress waiting(Fleet fleet, List<PodState> pods) {
        String sentence = "waiting for %s to take up %s%s"
                .formatted(
                        pods.stream().map(PodState::name).collect(Collectors.joining(", ")),
                        what(fleet, pods),
                        pods.stream().flatMap(Reload::error).findFirst().orElse(""));
        Instant overdue = fleet.desired().since().plus(fleet.desired().progressDeadline());
        return fleet.now().isBefore(overdue)
                ? new Progress(new Verdict.Reloading(), sentence)
                : new Progress(new Verdict.Stalled(Reason.ProgressDeadlineExceeded.name()), sentence);
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
