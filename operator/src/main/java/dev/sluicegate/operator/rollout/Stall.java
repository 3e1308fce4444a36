package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Only a person can help: a wanted pod does not become open, for longer than the progress deadline or for a reason that never goes.
 *
 * @param reason as in {@link Verdict.Stalled}
 * @param sentence what is wrong and what to do
 */
record Stall(String reason, String sentence) {
    private static final String DEADLINE = Reason.ProgressDeadlineExceeded.name();

    static Optional<Stall> of(Plan plan) {
        return hopeless(plan).or(() -> overdue(plan)).or(() -> uncreated(plan));
    }

    /** Pods of the wanted revision that shall be open and are not, those with a problem first. */
    static Stream<PodState> notOpen(Plan plan) {
        return plan.staying().stream()
                .filter(it -> plan.fleet().isWanted(it.revision()))
                .flatMap(Seat::live)
                .filter(it -> !it.isOpen())
                .sorted(comparing((PodState it) -> it.problem() == null).thenComparing(PodState::name));
    }

    /** Why a pod of the wanted revision cannot be created. */
    static Optional<String> creation(Fleet fleet) {
        String revision = fleet.desired().revision();
        return fleet.observed()
                .creationProblem(revision)
                .map(it -> "a pod of revision %s cannot be created: %s".formatted(revision, Messages.text(it)));
    }

    private static Optional<Stall> hopeless(Plan plan) {
        Fleet fleet = plan.fleet();
        return notOpen(plan)
                .filter(it ->
                        Optional.ofNullable(it.problem()).map(Problem::isFinal).orElse(false))
                .findFirst()
                .map(it -> new Stall(reasonOf(it), describe(fleet, it)));
    }

    private static Optional<Stall> overdue(Plan plan) {
        Fleet fleet = plan.fleet();
        return notOpen(plan)
                .filter(it -> !fleet.now().isBefore(deadline(fleet, it)))
                .findFirst()
                .map(it -> new Stall(DEADLINE, "no progress for %s: %s".formatted(text(fleet), describe(fleet, it))));
    }

    private static Optional<Stall> uncreated(Plan plan) {
        Fleet fleet = plan.fleet();
        return Optional.of(fleet)
                .filter(it ->
                        !it.now().isBefore(lastProgress(it).plus(it.desired().progressDeadline())))
                .flatMap(Stall::creation)
                .map(it -> new Stall(
                        DEADLINE,
                        "no progress for %s: %s; raise the quota or correct the pod's settings"
                                .formatted(text(fleet), it)));
    }

    /** When this pod's coming up is overdue. */
    static Instant deadline(Fleet fleet, PodState pod) {
        return Stream.of(lastProgress(fleet), pod.createdAt(), pod.readyChangedAt())
                .max(naturalOrder())
                .orElseThrow()
                .plus(fleet.desired().progressDeadline());
    }

    /** When the wanted revision last came a step forward: wanted, created, a pod opened. */
    private static Instant lastProgress(Fleet fleet) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(fleet.desired().since()),
                                fleet.wanted().map(RevisionState::createdAt).stream()),
                        fleet.observed()
                                .pods()
                                .filter(PodState::isLive)
                                .filter(it -> fleet.isWanted(it.revision()) && it.kubelet() == Kubelet.READY)
                                .map(PodState::readyChangedAt))
                .max(naturalOrder())
                .orElseThrow();
    }

    private static String describe(Fleet fleet, PodState pod) {
        Problem problem = pod.problem();
        String what = problem != null
                ? "%s does not come up, %s; %s"
                        .formatted(pod.name(), Messages.text(problem), PodProblem.adviceOf(problem.reason()))
                : "%s does not become ready; see kubectl logs %s".formatted(pod.name(), pod.name());
        long serving = fleet.serving().stream()
                .filter(it -> it.isOpen() && !it.revision().equals(pod.revision()))
                .count();
        return switch ((int) serving) {
            case 0 -> what;
            case 1 -> what + ". 1 pod of the old revision goes on serving";
            default -> "%s. %d pods of the old revision go on serving".formatted(what, serving);
        };
    }

    private static String reasonOf(PodState pod) {
        Problem problem = pod.problem();
        return problem == null ? DEADLINE : problem.reason();
    }

    private static String text(Fleet fleet) {
        return fleet.desired().progressDeadline().toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
