package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The reading of files whose Secrets have changed. Kubelet brings them and routers read them by themselves, so nothing is sent; kubelet is only asked to look
 * at once.
 */
final class FileReading {
    /** Kubelet may have looked before it had the Secret that the operator has seen. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private FileReading() {}

    /** The files of which the router says that it has read another content; empty if it does not answer. */
    static List<String> missing(Fleet fleet, PodState pod) {
        if (!(pod.router() instanceof RouterReport.Answered(RouterStatus status)) || !fleet.isWanted(pod.revision())) {
            return List.of();
        }
        Map<String, String> wanted = fleet.desired().files();
        return Objects.requireNonNullElse(status.files(), Map.<String, String>of()).entrySet().stream()
                .filter(it -> !it.getValue().equals(wanted.getOrDefault(it.getKey(), it.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Kubelet looks at once, and again where that has not helped; a file that no router takes is not asked for without end. */
    static Optional<Action> hasten(Fleet fleet, Seat seat, PodState pod) {
        Instant since = fleet.desired().since();
        Instant hastened = pod.hastenedAt();
        boolean due =
                hastened == null || hastened.isBefore(since) || !fleet.now().isBefore(hastened.plus(AGAIN));
        boolean late = !fleet.now().isBefore(since.plus(fleet.desired().progressDeadline()));
        return due && !late && !missing(fleet, pod).isEmpty()
                ? Optional.of(new Action.HastenFiles(seat.id(), pod.name(), fleet.now()))
                : Optional.empty();
    }
}
