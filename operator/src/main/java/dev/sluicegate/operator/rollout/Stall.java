package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Only a person can help: a wanted pod does not become open, for longer than the progress deadline or for a reason that never goes.
 *
 * @param reason as in {@link Verdict.Stalled}
 * @param sentence what is wrong and what to do
 */
record Stall(String reason, String sentence) {
    private static final String DEADLINE = Reason.ProgressDeadlineExceeded.name();

    static Optional<Stall> of(Fleet fleet) {
        return hopeless(fleet).or(() -> overdue(fleet)).or(() -> uncreated(fleet));
    }

    /** Pods of the wanted revision that shall be open and are not, those with a problem first. */
    static Stream<PodState> notOpen(Fleet fleet) {
        Set<String> leaving = Retirement.leaving(fleet);
        return fleet.on()
                .filter(it -> fleet.isWanted(it.revision()) && !it.isOpen() && !leaving.contains(it.name()))
                .sorted(comparing((PodState it) -> it.problem() == null).thenComparing(PodState::name));
    }

    /** Why the ReplicaSet cannot create pods. */
    static Optional<String> creation(RevisionState revision) {
        return Optional.ofNullable(revision.problem())
                .map(it -> "the ReplicaSet of %s cannot create pods: %s"
                        .formatted(revision.revision(), Messages.text(it)));
    }

    private static Optional<Stall> hopeless(Fleet fleet) {
        return notOpen(fleet)
                .filter(it ->
                        Optional.ofNullable(it.problem()).map(Problem::isFinal).orElse(false))
                .findFirst()
                .map(it -> new Stall(reasonOf(it), describe(fleet, it)));
    }

    private static Optional<Stall> overdue(Fleet fleet) {
        return notOpen(fleet)
                .filter(it -> !fleet.now().isBefore(deadline(fleet, it)))
                .findFirst()
                .map(it -> new Stall(DEADLINE, "no progress for %s: %s".formatted(text(fleet), describe(fleet, it))));
    }

    private static Optional<Stall> uncreated(Fleet fleet) {
        return fleet.wanted()
                .filter(it -> !fleet.now()
                        .isBefore(lastProgress(fleet).plus(fleet.desired().progressDeadline())))
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
                        fleet.live()
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
        long serving = fleet.live()
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
