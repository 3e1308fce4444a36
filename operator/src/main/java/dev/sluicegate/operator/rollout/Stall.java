package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.sluicegate.operator.reason.Outlook;
import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Only a person can help: a wanted pod does not become open, for longer than the progress deadline, or for a reason that never goes or
 * that mostly a person has to remove.
 *
 * @param reason as in {@link Verdict.Stalled}
 * @param cause what is wrong and what to do
 * @param meanwhile who goes on serving; may be empty
 */
record Stall(String reason, String cause, String meanwhile) {
    /** For so long a problem that mostly needs a person may still be one that passes, such as a node that is just coming. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The question of what a candidate's lack of progress is worth by now. */
    private enum Question {
        /** Whether people are told that they have to help. */
        STALLED,
        /** Whether it is given up: only what is wrong with the revision itself ends that before the progress deadline. */
        FAILED
    }

    static Optional<Stall> of(Plan plan) {
        return ask(plan, Question.STALLED);
    }

    /** The stall that makes the wanted revision a failed one. */
    static Optional<Stall> failure(Plan plan) {
        return ask(plan, Question.FAILED);
    }

    String sentence() {
        return cause + meanwhile;
    }

    /** Pods of the wanted revision that shall be open and are not, those with a problem first. */
    static Stream<PodState> notOpen(Plan plan) {
        return plan.staying().stream()
                .filter(it ->
                        plan.fleet().isWanted(it.revision()) || plan.fleet().isCanary(it))
                .flatMap(Seat::live)
                .filter(it -> !it.isOpen())
                .sorted(comparing((PodState it) -> it.problem() == null).thenComparing(PodState::name));
    }

    /** Why a pod of the wanted revision cannot be created. */
    static Optional<String> creation(Fleet fleet) {
        String revision = fleet.target().upcoming();
        return fleet.observed()
                .creationProblem(revision)
                .map(it -> "a pod of revision %s cannot be created: %s".formatted(revision, it.text()));
    }

    private static Optional<Stall> ask(Plan plan, Question question) {
        return notOpening(plan, question)
                .or(() -> uncreated(plan, question))
                .or(() -> CanaryAnalysis.failure(plan).map(it -> failedCanary(plan.fleet(), it)));
    }

    private static Stall failedCanary(Fleet fleet, String cause) {
        return new Stall(
                Reason.CanaryFailed.name(),
                cause,
                meanwhile(fleet, fleet.target().candidate()));
    }

    private static Optional<Stall> notOpening(Plan plan, Question question) {
        Fleet fleet = plan.fleet();
        return notComing(plan)
                // while a canary bakes, what is wrong with a stable pod is no reason to give the candidate up
                .filter(it -> question == Question.STALLED
                        || it.revision().equals(fleet.target().upcoming()))
                .filter(it -> !fleet.now().isBefore(deadline(fleet, it, question)))
                .findFirst()
                .map(it -> new Stall(
                        reason(it.problem()),
                        noProgress(fleet, outlook(it.problem())) + describe(fleet, it),
                        meanwhile(fleet, it.revision())));
    }

    /** The same with the last one of each seat in which pods end one after the other, when there is none just now. */
    private static Stream<PodState> notComing(Plan plan) {
        return Stream.concat(
                notOpen(plan),
                plan.staying().stream()
                        .filter(it -> plan.fleet().isWanted(it.revision())
                                || plan.fleet().isCanary(it))
                        .filter(it -> it.live().findAny().isEmpty())
                        .flatMap(it -> it.ended().reduce((_, last) -> last).stream()));
    }

    private static Optional<Stall> uncreated(Plan plan, Question question) {
        Fleet fleet = plan.fleet();
        String revision = fleet.target().upcoming();
        return fleet.observed()
                .uncreated(revision)
                .filter(it -> !fleet.now().isBefore(deadline(fleet, it, question)))
                .map(Seat::problem)
                .map(it -> new Stall(
                        it.reason(),
                        "%sa pod of revision %s cannot be created: %s; %s"
                                .formatted(
                                        noProgress(fleet, it.outlook()),
                                        revision,
                                        it.text(),
                                        PodProblem.adviceOf(it.reason())),
                        ""));
    }

    /** When what is not open, or not created, is overdue, and when it has failed. */
    static Stream<Instant> deadlines(Plan plan) {
        return Rollback.isPossible(plan.fleet())
                ? Stream.of(Question.values()).flatMap(it -> deadlines(plan, it))
                : deadlines(plan, Question.STALLED);
    }

    private static Stream<Instant> deadlines(Plan plan, Question question) {
        Fleet fleet = plan.fleet();
        return Stream.concat(
                notComing(plan).map(it -> deadline(fleet, it, question)),
                fleet.observed().uncreated(fleet.target().upcoming()).stream()
                        .map(it -> deadline(fleet, it, question)));
    }

    private static Instant deadline(Fleet fleet, PodState pod, Question question) {
        Instant since = Stream.concat(Stream.of(pod), endedBefore(fleet, pod))
                .map(it -> latest(it.createdAt(), it.readyChangedAt()))
                .min(naturalOrder())
                .orElseThrow();
        return deadline(fleet, outlook(pod.problem()), since, question);
    }

    /** Its seat has asked for a pod only since it is there: the candidate may have waited before, paused or scaled to zero. */
    private static Instant deadline(Fleet fleet, Seat uncreated, Question question) {
        Outlook outlook = outlook(uncreated.problem());
        return deadline(fleet, outlook, latest(uncreated.createdAt(), lastProgress(fleet)), question);
    }

    /** Those of its seat that have ended before it, the earliest first: their seat has not been open since the first of them. */
    private static Stream<PodState> endedBefore(Fleet fleet, PodState pod) {
        return fleet.observed().seats().stream()
                .filter(it -> it.revision().equals(pod.revision()) && it.pods().contains(pod))
                .flatMap(Seat::ended)
                .filter(it -> !it.name().equals(pod.name()));
    }

    private static Instant deadline(Fleet fleet, Outlook outlook, Instant since, Question question) {
        Duration progressDeadline = fleet.desired().progressDeadline();
        Instant soon = since.plus(progressDeadline.compareTo(PATIENCE) < 0 ? progressDeadline : PATIENCE);
        Instant noProgress = latest(since, lastProgress(fleet)).plus(progressDeadline);
        Instant givenUp = latest(noProgress, fleet.desired().watchedSince().plus(progressDeadline));
        return switch (outlook) {
            case FINAL, FINAL_BUT_FOR_FILES -> Instant.EPOCH;
            case MOSTLY_FINAL -> soon;
            // a registry that is away, or a node that is to come: not the revision's own fault
            case NEEDS_A_PERSON -> question == Question.FAILED ? givenUp : soon;
            case PASSES, FINE -> question == Question.FAILED ? givenUp : noProgress;
        };
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Outlook outlook(@Nullable Problem problem) {
        return problem == null ? Outlook.PASSES : problem.outlook();
    }

    /** When the wanted revision last came a step forward: wanted, created, a pod opened. */
    private static Instant lastProgress(Fleet fleet) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(fleet.desired().since()),
                                fleet.upcoming().map(RevisionState::createdAt).stream()),
                        fleet.observed()
                                .pods()
                                .filter(PodState::isLive)
                                .filter(it ->
                                        it.revision().equals(fleet.target().upcoming())
                                                && it.kubelet() == Kubelet.READY)
                                .map(PodState::readyChangedAt))
                .max(naturalOrder())
                .orElseThrow();
    }

    private static String describe(Fleet fleet, PodState pod) {
        Problem problem = pod.problem();
        if (problem != null) {
            return "%s does not come up, %s; %s"
                    .formatted(pod.name(), problem.text(), PodProblem.adviceOf(problem.reason()));
        }
        String before = endedBefore(fleet, pod)
                .findFirst()
                .map(it -> ", as %s did not, which has ended%s"
                        .formatted(
                                it.name(),
                                Optional.ofNullable(it.problem())
                                        .map(why -> " (" + why.text() + ")")
                                        .orElse("")))
                .orElse("");
        return "%s does not become ready%s; see kubectl logs %s".formatted(pod.name(), before, pod.name());
    }

    private static String meanwhile(Fleet fleet, String revision) {
        long serving = fleet.serving().stream()
                .filter(it -> it.isOpen() && !it.revision().equals(revision))
                .count();
        return switch ((int) serving) {
            case 0 -> others(fleet);
            case 1 -> ". 1 pod of the old revision goes on serving";
            default -> ". %d pods of the old revision go on serving".formatted(serving);
        };
    }

    /** Where all pods are of one revision, such as those that were there before a Secret became what no router can start with. */
    private static String others(Fleet fleet) {
        return switch ((int) fleet.serving().stream().filter(Seat::isOpen).count()) {
            case 0 -> "";
            case 1 -> ". 1 other pod goes on serving";
            default -> ". The other open pods go on serving";
        };
    }

    /** The cause if there is one, for it says more than a deadline. */
    private static String reason(@Nullable Problem problem) {
        return problem == null ? Reason.ProgressDeadlineExceeded.name() : problem.reason();
    }

    private static String noProgress(Fleet fleet, Outlook outlook) {
        return outlook.isForAPerson()
                ? ""
                : "no progress for %s: ".formatted(Messages.text(fleet.desired().progressDeadline()));
    }
}
