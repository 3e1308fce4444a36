package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.reason.PodProblem;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Problem;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reader of what keeps a pod from coming up: the scheduler's word, then that of its containers, the router's first. */
final class ProblemReader {
    /** What a container waits for in the ordinary course of things. */
    private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing", "");

    private static final int CONFIG_ERROR_EXIT_CODE = 2;

    /** Of a JVM with -XX:+ExitOnOutOfMemoryError, which the router's image has: its heap follows from the limit of memory. */
    private static final int HEAP_EXIT_CODE = 3;

    private static final int LONGEST_END = 400;

    private ProblemReader() {}

    /** Null if nothing is known to be wrong. */
    static @Nullable Problem read(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return null;
        }
        return ended(status)
                .or(() -> unscheduled(status))
                .or(() -> containers(status).flatMap(it -> problem(it).stream()).findFirst())
                .orElse(null);
    }

    /** Evicted, for example. */
    private static Optional<Problem> ended(PodStatus status) {
        return "Failed".equals(status.getPhase())
                        && !orEmpty(status.getReason()).isEmpty()
                ? Optional.of(new Problem(status.getReason(), orEmpty(status.getMessage())))
                : Optional.empty();
    }

    private static Optional<Problem> unscheduled(PodStatus status) {
        return status.getConditions().stream()
                .filter(it -> "PodScheduled".equals(it.getType()) && "False".equals(it.getStatus()))
                .findFirst()
                .map((PodCondition it) -> new Problem(orEmpty(it.getReason()), orEmpty(it.getMessage())));
    }

    /** The router's first. */
    static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .sorted(Comparator.comparing(it -> !isRouter(it)));
    }

    private static Optional<Problem> problem(ContainerStatus container) {
        Optional<Problem> problem = crash(container).or(() -> waiting(container));
        return isRouter(container)
                ? problem
                : problem.map(it ->
                        new Problem(it.reason(), "container %s: %s".formatted(container.getName(), it.message())));
    }

    private static Optional<Problem> crash(ContainerStatus container) {
        ContainerStateTerminated ended = EndReader.last(container).orElse(null);
        if (ended == null || EndReader.exitCode(ended) == 0 || isUpAgain(container)) {
            return Optional.empty();
        }
        if (isRouter(container) && EndReader.exitCode(ended) == CONFIG_ERROR_EXIT_CODE) {
            return Optional.of(new Problem(Problem.CONFIG_REJECTED, orEmpty(ended.getMessage())));
        }
        if (PodProblem.OOMKilled.name().equals(ended.getReason())
                || (isRouter(container) && EndReader.exitCode(ended) == HEAP_EXIT_CODE)) {
            return Optional.of(new Problem(PodProblem.OOMKilled.name(), describe(ended)));
        }
        // without the numbers of restarts and of seconds until the next, which would be news each time
        boolean again = restarts(container) > 0 || !waitingReason(container).isEmpty();
        return Optional.of(
                new Problem((again ? PodProblem.CrashLoopBackOff : PodProblem.Error).name(), describe(ended)));
    }

    private static Optional<Problem> waiting(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(ContainerState::getWaiting)
                .filter(it -> !ORDINARY.contains(orEmpty(it.getReason())))
                .map(it -> new Problem(orEmpty(it.getReason()), orEmpty(it.getMessage())));
    }

    /** One that is being started again has not come up before its startup probe says so: it may crash at once. */
    private static boolean isUpAgain(ContainerStatus container) {
        ContainerState state = container.getState();
        if (state == null || state.getRunning() == null) {
            // kubelet has something else to say of the next try, such as an image that it cannot pull any more
            String reason = waitingReason(container);
            return !reason.isEmpty() && !reason.equals(PodProblem.CrashLoopBackOff.name());
        }
        return restarts(container) == 0 || Boolean.TRUE.equals(container.getStarted());
    }

    private static String describe(ContainerStateTerminated ended) {
        String all = orEmpty(ended.getMessage()).strip();
        // its log may be what it said; all of it is in the evidence
        String said = all.length() <= LONGEST_END ? all : "…" + all.substring(all.length() - LONGEST_END);
        return EndReader.exit(ended) + (said.isEmpty() ? "" : "; it ended saying: " + said);
    }

    private static boolean isRouter(ContainerStatus container) {
        return Names.CONTAINER.equals(container.getName());
    }

    private static String waitingReason(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(ContainerState::getWaiting)
                .map(ContainerStateWaiting::getReason)
                .filter(it -> !ORDINARY.contains(it))
                .orElse("");
    }

    private static int restarts(ContainerStatus container) {
        return Objects.requireNonNullElse(container.getRestartCount(), 0);
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
