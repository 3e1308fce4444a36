package dev.sluicegate.operator.status;

import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RevisionState;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps pods from coming up, and what a person can do about it, in a sentence. */
final class Advice {
    private static final int LONGEST_MESSAGE = 600;

    /**
     * @param sentence what is wrong, and what to do
     */
    record Remedy(Problem problem, String sentence) {
        /** True if a sentence of the rollout's says the same already, without the remedy. */
        boolean covers(String said) {
            return said.contains(problem.reason());
        }
    }

    private Advice() {}

    /** For the first pod of the wanted revision that has a problem, else for its ReplicaSet. */
    static Optional<Remedy> of(Observed observed, Accepted accepted) {
        Stream<Remedy> pods = observed.pods().stream()
                .filter(pod -> pod.revision().equals(accepted.revision()) && !pod.terminating())
                .sorted(Comparator.comparing(PodState::name))
                .flatMap(pod ->
                        Optional.ofNullable(pod.problem())
                                .map(it -> remedy("pod " + pod.name(), it, accepted))
                                .stream());
        Stream<Remedy> sets = observed
                .revision(accepted.revision())
                .map(RevisionState::problem)
                .map(problem -> remedy("the ReplicaSet of revision " + accepted.revision(), problem, accepted))
                .stream();
        return Stream.concat(pods, sets).findFirst();
    }

    private static Remedy remedy(String subject, Problem problem, Accepted accepted) {
        return new Remedy(problem, sentence(subject, problem, accepted));
    }

    private static String sentence(String subject, Problem problem, Accepted accepted) {
        String said = problem.message().isEmpty() ? "" : ": " + shortened(problem.message());
        return switch (problem.reason()) {
            case "ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull", "InvalidImageName" ->
                subject + " cannot pull its image " + accepted.image() + " (" + problem.reason() + said
                        + "); correct spec.image, or give access to it by spec.pod.imagePullSecrets";
            case Problem.CONFIG_REJECTED ->
                subject + " does not accept its config" + said
                        + "; correct the spec, or use a spec.image that knows what the spec asks for";
            case "CrashLoopBackOff" ->
                subject + " crashes again and again" + said
                        + "; look at kubectl logs --previous, then correct the spec";
            case "Unschedulable" -> subject + " finds no node" + said + "; add nodes, or ask for less in spec.pod";
            case "FailedCreate" -> subject + " may not create pods" + said + "; raise the quota or correct spec.pod";
            default -> subject + " does not come up (" + problem.reason() + said + ")";
        };
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
