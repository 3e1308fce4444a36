package dev.sluicegate.operator.status;

import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.Problem;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The sentence about what keeps pods from coming up, with what a person can do about it. */
final class Advice {
    private static final int LONGEST_MESSAGE = 600;

    private Advice() {}

    /** For the first pod of the wanted revision that has a problem, else for a seat that gets no pod. */
    static Optional<String> of(Observed observed, Accepted accepted) {
        Stream<String> pods = observed.pods()
                .filter(pod -> pod.revision().equals(accepted.revision()) && !pod.terminating())
                .sorted(Comparator.comparing(PodState::name))
                .flatMap(pod ->
                        Optional.ofNullable(pod.problem()).map(it -> sentence("pod " + pod.name(), it)).stream());
        Stream<String> sets = observed
                .creationProblem(accepted.revision())
                .map(problem -> sentence("a pod of revision " + accepted.revision(), problem))
                .stream();
        return Stream.concat(pods, sets).findFirst();
    }

    private static String sentence(String subject, Problem problem) {
        String said = problem.message().isEmpty() ? "" : ": " + Shortened.text(problem.message(), LONGEST_MESSAGE);
        return "%s %s (%s%s); %s"
                .formatted(
                        subject,
                        PodProblem.meaningOf(problem.reason()),
                        problem.reason(),
                        said,
                        PodProblem.adviceOf(problem.reason()));
    }
}
