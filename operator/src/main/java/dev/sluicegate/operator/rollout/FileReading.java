package dev.sluicegate.operator.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * The reading of files whose Secrets have changed. Kubelet brings them and routers read them by themselves, so nothing is sent; kubelet is only asked to look
 * at once.
 */
final class FileReading {
    /** Kubelet may have looked before it had the Secret that the operator has seen. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private FileReading() {}

    /** The files of which the router says that it has another content in force; empty if it does not answer. */
    static List<String> missing(Fleet fleet, PodState pod) {
        return other(fleet, pod, FileReading::inForce);
    }

    /** The files of which the router knows another content, be it in force or refused: kubelet has not brought them yet. */
    static List<String> late(Fleet fleet, PodState pod) {
        return other(fleet, pod, FileReading::known);
    }

    /** The files that the router does not take as they are now. */
    static List<String> refused(Fleet fleet, PodState pod) {
        List<String> late = late(fleet, pod);
        return missing(fleet, pod).stream().filter(it -> !late.contains(it)).toList();
    }

    /** The file, and where a person finds what stands in it. */
    static String described(Fleet fleet, String path) {
        String source = fleet.desired().sources().getOrDefault(path, "");
        return source.isEmpty() ? path : "%s (%s)".formatted(path, source);
    }

    /** Whether the router has refused a content that a file is not to have any more: what it would say of a config says nothing. */
    static boolean isBehind(Fleet fleet, PodState pod) {
        return !other(fleet, pod, FileReading::refused).isEmpty();
    }

    /** What the router knows of its files, in force or refused, as a short name for it; empty if it says nothing of them. */
    static String known(PodState pod) {
        if (!(pod.router() instanceof RouterReport.Answered(RouterStatus status))
                || inForce(status).isEmpty()) {
            return "";
        }
        String text = new TreeMap<>(inForce(status)) + " " + new TreeMap<>(refused(status));
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
    }

    private static List<String> other(Fleet fleet, PodState pod, Function<RouterStatus, Map<String, String>> reported) {
        if (!(pod.router() instanceof RouterReport.Answered(RouterStatus status)) || !fleet.isWanted(pod.revision())) {
            return List.of();
        }
        Map<String, String> wanted = fleet.desired().files();
        return reported.apply(status).entrySet().stream()
                .filter(it -> !it.getValue().equals(wanted.getOrDefault(it.getKey(), it.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Map<String, String> inForce(RouterStatus status) {
        return Objects.requireNonNullElse(status.files(), Map.of());
    }

    private static Map<String, String> refused(RouterStatus status) {
        return Objects.requireNonNullElse(status.refusedFiles(), Map.of());
    }

    private static Map<String, String> known(RouterStatus status) {
        Map<String, String> known = new TreeMap<>(inForce(status));
        known.putAll(refused(status));
        return known;
    }

    /** Kubelet looks at once, and again where that has not helped; what does not come is not asked for without end. */
    static Optional<Action> requestSync(Fleet fleet, Seat seat, PodState pod) {
        Instant since = fleet.desired().since();
        Instant requestedAt = pod.syncRequestedAt();
        boolean due = requestedAt == null
                || requestedAt.isBefore(since)
                || !fleet.now().isBefore(requestedAt.plus(AGAIN));
        boolean over = !fleet.now().isBefore(since.plus(fleet.desired().progressDeadline()));
        return due && !over && !late(fleet, pod).isEmpty()
                ? Optional.of(new Action.RequestFileSync(seat.id(), pod.name(), fleet.now()))
                : Optional.empty();
    }
}
