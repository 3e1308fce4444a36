package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people read in {@code kubectl describe}. */
final class Messages {
    private Messages() {}

    /** What the wanted revision still lacks; empty if all that it may have by now is open. */
    static Optional<String> candidate(Plan plan) {
        Fleet fleet = plan.fleet();
        Optional<String> problem = Stall.notOpen(plan)
                .filter(it -> it.problem() != null)
                .findFirst()
                .map(Messages::waitingFor);
        return problem.or(() -> Stall.creation(fleet))
                .or(() -> Stall.notOpen(plan).findFirst().map(it -> waitingFor(fleet, it)))
                .or(() -> returning(plan))
                .or(() -> uncreated(fleet))
                .or(() -> uncreatedCanary(plan))
                .map(it -> it + whoStays(plan));
    }

    /** Of those that are where they cannot stay: they serve until another has come. */
    private static String whoStays(Plan plan) {
        List<Seat> staying = plan.staying().stream()
                .filter(it -> it.isOpen() && it.live().anyMatch(PodState::onLeavingNode))
                .toList();
        return staying.isEmpty()
                ? ""
                : "; until then %s serve%s on a node that is being left"
                        .formatted(names(staying), staying.size() == 1 ? "s" : "");
    }

    private static Optional<String> returning(Plan plan) {
        List<Seat> wanted = plan.returning().stream()
                .filter(it -> plan.fleet().isWanted(it.revision()))
                .toList();
        return wanted.isEmpty() ? Optional.empty() : Optional.of("bringing back " + names(wanted));
    }

    private static Optional<String> uncreated(Fleet fleet) {
        String revision = fleet.desired().revision();
        long there = fleet.kept().stream()
                .filter(it -> it.live().findAny().isPresent())
                .count();
        long target = Math.min(
                fleet.kept().size() + Surge.missing(fleet), fleet.desired().replicas());
        return fleet.wanted().isEmpty() || there < target
                ? Optional.of("creating pods of revision %s: %d of %d are there".formatted(revision, there, target)
                        + ending(fleet))
                : Optional.empty();
    }

    /** Of pods that somebody else deletes; another one comes in the place of each, unless the whole namespace goes. */
    private static String ending(Fleet fleet) {
        String pods = fleet.kept().stream()
                .filter(it -> it.live().findAny().isEmpty())
                .flatMap(it -> it.pods().stream())
                .filter(PodState::terminating)
                .map(PodState::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return pods.isEmpty() ? "" : "; being deleted by somebody else: " + pods;
    }

    private static Optional<String> uncreatedCanary(Plan plan) {
        Fleet fleet = plan.fleet();
        long there = fleet.canaries().stream()
                .filter(it -> it.live().findAny().isPresent())
                .count();
        int all = fleet.target().canaries();
        return there < all
                ? Optional.of("creating canary pods of revision %s: %d of %d are there"
                        .formatted(fleet.target().candidate(), there, all))
                : Optional.empty();
    }

    private static String waitingFor(PodState pod) {
        return "waiting for " + pod.name()
                + Optional.ofNullable(pod.problem()).map(it -> ": " + it.text()).orElse("");
    }

    private static String waitingFor(Fleet fleet, PodState pod) {
        String what = switch (pod.kubelet()) {
            case PENDING -> pod.scheduled() ? "to start" : "to be given a node";
            case STOPPED, ENDED -> "to be restarted";
            case RUNNING, READY -> {
                if (pod.gate() != PodState.Gate.CLOSED || Admission.isAcknowledged(fleet, pod)) {
                    yield "to become ready" + startProblem(pod);
                }
                yield "to acknowledge" + whyNot(pod);
            }
        };
        return "waiting for %s %s".formatted(pod.name(), what);
    }

    private static String whyNot(PodState pod) {
        return switch (pod.router()) {
            case RouterReport.Silent(var since, var _) ->
                ": its router has not answered since " + since.truncatedTo(ChronoUnit.SECONDS);
            case RouterReport.Unasked _ -> ": its router cannot be asked";
            case RouterReport.Answered(RouterStatus status) -> {
                if (status.lastConfigError() != null) {
                    yield ": " + status.lastConfigError();
                }
                yield status.phase() == Phase.SERVING
                        ? ": it runs revision %s with config %s".formatted(status.revision(), status.configHash())
                        : startProblem(pod);
            }
        };
    }

    private static String startProblem(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status) && status.startProblem() != null
                ? ": " + status.startProblem()
                : "";
    }

    static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** All that the wanted revision may have is open, but other revisions still serve. */
    static String others(Plan plan, List<Action> actions) {
        return !plan.gone().isEmpty() || !plan.leaving().isEmpty()
                ? leaving(plan, actions)
                : "replacing the pods of other revisions by those of "
                        + plan.fleet().desired().revision();
    }

    /** Other pods shall take the place of some that are where they cannot stay. */
    static String moving(Plan plan, List<Action> actions) {
        return !plan.leaving().isEmpty()
                ? leaving(plan, actions)
                : replacing(plan.fleet())
                        .orElseGet(() -> "moving "
                                + names(plan.fleet().outdated()) + " to "
                                + (plan.fleet().outdated().size() == 1 ? "another node" : "other nodes"));
    }

    /** A pod that does not do its work, and what is wrong with it. */
    private static Optional<String> replacing(Fleet fleet) {
        return fleet.outdated().stream()
                .flatMap(Seat::live)
                .flatMap(pod -> fleet.observed().revisions().stream()
                        .flatMap(it -> it.replaced().stream())
                        .filter(it -> it.pod().equals(pod.name())))
                .findFirst()
                .map(it ->
                        "replacing %s, which %s".formatted(it.pod(), it.cause().meaning()));
    }

    static String paused(Fleet fleet) {
        String revision = fleet.target().upcoming();
        return fleet.home()
                .map(it -> "paused: revision %s stays, %s waits until spec.rollout.paused is false"
                        .formatted(it, revision))
                .filter(it -> !fleet.isHome(revision))
                .orElse("paused: the rollout of %s goes on when spec.rollout.paused is false".formatted(revision));
    }

    /** What is being taken away now; else the retired pod that takes longest, and how many more there are. */
    static String leaving(Plan plan, List<Action> actions) {
        if (!plan.leaving().isEmpty()) {
            return "retiring " + names(plan.leaving());
        }
        List<Seat> removed = plan.gone().stream()
                .filter(it -> actions.contains(new Action.CloseSeat(it.id())))
                .toList();
        return removed.isEmpty() ? waiting(plan) : "removing " + names(removed);
    }

    /** Of their pods; a seat without one goes by its own name. */
    private static String names(List<Seat> seats) {
        return seats.stream()
                .flatMap(it -> it.live().findAny().isPresent() ? it.live().map(PodState::name) : Stream.of(it.id()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String waiting(Plan plan) {
        Fleet fleet = plan.fleet();
        List<Seat> retired = plan.gone().stream()
                .filter(it -> it.live().findAny().isPresent())
                .sorted(Comparator.comparingInt((Seat it) -> it.inFlight().orElse(0))
                        .reversed())
                .toList();
        if (retired.isEmpty()) {
            return "waiting for Kubernetes to remove what is drained";
        }
        Seat seat = retired.getFirst();
        PodState pod = seat.live().findFirst().orElseThrow();
        String more = retired.size() == 1 ? "" : " and %d more".formatted(retired.size() - 1);
        String work = switch (pod.router()) {
            case RouterReport.Answered(RouterStatus status) ->
                "%d in flight".formatted(status.inFlight().total());
            case RouterReport.Silent(Instant _, Instant unanswered)
            when Drains.isStuck(fleet, seat, pod) ->
                "its router has not answered since %s, and spec.drain.timeout sets no limit: if it hangs, kubectl delete pod %s ends it"
                        .formatted(unanswered.truncatedTo(ChronoUnit.SECONDS), pod.name());
            case RouterReport.Silent _ -> "its router does not answer";
            case RouterReport.Unasked _ -> "its router cannot be asked";
        };
        String until = Drains.deadline(fleet, seat, pod)
                .map(it -> ", until %s at the latest".formatted(it.truncatedTo(ChronoUnit.SECONDS)))
                .orElse("");
        return "waiting for %s%s to drain (%s%s)".formatted(pod.name(), more, work, until);
    }
}
