package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.RouterReport;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of pods. */
final class PodRows {
    static final String WARMING = "Warming";
    static final String OPEN = "Open";
    static final String DRAINING = "Draining";
    static final String DRAINED = "Drained";

    private PodRows() {}

    /** Sorted by name. A pod's cuts never become fewer, also if it no longer answers. */
    static List<PodRow> of(StatusInput input) {
        Map<String, Long> before = cutsOf(input.previous());
        return input.observed().pods().stream()
                .sorted(Comparator.comparing(PodState::name))
                .map(pod -> row(
                        pod,
                        input.observed(),
                        wasDrained(input.previous(), pod),
                        Math.max(input.cuts().getOrDefault(pod.name(), 0L), before.getOrDefault(pod.name(), 0L))))
                .toList();
    }

    /** What was cut since the rollout began: what was known, and what has come to it. */
    static long cutStreams(StatusInput input, List<PodRow> rows, @Nullable String startedAt) {
        RouterGatewayStatus previous = input.previous();
        Map<String, Long> before = cutsOf(previous);
        long total = previous != null
                        && previous.rollout() != null
                        && previous.rollout().cutStreams() != null
                        && Objects.equals(previous.rollout().startedAt(), startedAt)
                ? previous.rollout().cutStreams()
                : 0;
        for (PodRow row : rows) {
            total += orZero(row.cut()) - before.getOrDefault(row.name(), 0L);
        }
        return total;
    }

    static List<PodRow> rowsOf(@Nullable RouterGatewayStatus status) {
        return status == null || status.pods() == null ? List.of() : new ArrayList<>(status.pods());
    }

    static long count(List<PodRow> rows, String phase) {
        return rows.stream().filter(row -> phase.equals(row.phase())).count();
    }

    private static Map<String, Long> cutsOf(@Nullable RouterGatewayStatus status) {
        Map<String, Long> cuts = new HashMap<>();
        rowsOf(status).forEach(row -> cuts.put(row.name(), orZero(row.cut())));
        return cuts;
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private static PodRow row(PodState pod, Observed observed, boolean wasDrained, long cut) {
        RouterStatus status = pod.router() instanceof RouterReport.Answered answered ? answered.status() : null;
        boolean acknowledged = status != null
                && status.revision().equals(pod.revision())
                && observed.revision(pod.revision())
                        .map(RevisionState::configHash)
                        .filter(status.configHash()::equals)
                        .isPresent();
        return new PodRow(
                pod.name(),
                phase(pod, wasDrained),
                pod.revision(),
                acknowledged,
                status == null ? null : status.inFlight().total(),
                status == null || status.inFlight().total() == 0
                        ? null
                        : status.inFlight().oldestAgeMs() / 1000,
                cut,
                problem(pod, status));
    }

    private static String phase(PodState pod, boolean wasDrained) {
        if (pod.kubelet() == PodState.Kubelet.ENDED) {
            return DRAINED;
        }
        if (pod.terminating() || pod.traffic() instanceof Traffic.Off) {
            boolean empty = switch (pod.router()) {
                case RouterReport.Answered answered -> answered.status().phase() == RouterStatus.Phase.DRAINED;
                case RouterReport.Silent _ -> wasDrained;
            };
            return empty ? DRAINED : DRAINING;
        }
        return pod.kubelet() == PodState.Kubelet.READY && pod.gate() != PodState.Gate.CLOSED ? OPEN : WARMING;
    }

    private static boolean wasDrained(@Nullable RouterGatewayStatus previous, PodState pod) {
        return rowsOf(previous).stream().anyMatch(row -> pod.name().equals(row.name()) && DRAINED.equals(row.phase()));
    }

    private static @Nullable String problem(PodState pod, @Nullable RouterStatus status) {
        Problem problem = pod.problem();
        if (problem != null) {
            return problem.reason() + (problem.message().isEmpty() ? "" : ": " + problem.message());
        }
        return status == null ? null : status.lastConfigError();
    }
}
