package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RouterCrashes;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of pods. */
final class PodRows {
    static final int LONGEST = 50;

    /** More than kubelet keeps of a container's last words. */
    private static final int LONGEST_PROBLEM = 5000;

    private static final List<PodPhase> ORDER =
            List.of(PodPhase.DRAINING, PodPhase.WARMING, PodPhase.DRAINED, PodPhase.WARM, PodPhase.OPEN);
    private static final Comparator<PodRow> WORST_FIRST = Comparator.comparing((PodRow row) -> row.problem() == null)
            .thenComparing(row -> orZero(row.cut()) == 0)
            .thenComparingInt(row -> PodPhase.of(row).map(ORDER::indexOf).orElse(ORDER.size()))
            .thenComparing(row -> String.valueOf(row.name()));

    private PodRows() {}

    /**
     * The worst first: what has a problem or has cut something, what drains, what warms; then by name. Not more than {@link #LONGEST}
     * of them. A pod's cuts never become fewer, also if it no longer answers.
     */
    static List<PodRow> of(StatusInput input) {
        Map<String, PodRow> before = new HashMap<>();
        rowsOf(input.previous()).forEach(row -> before.put(String.valueOf(row.name()), row));
        return input.observed()
                .pods()
                .map(pod -> row(pod, input, Optional.ofNullable(before.get(pod.name()))))
                .sorted(WORST_FIRST)
                .toList();
    }

    /** As many as a status has room for, and a person reads. */
    static List<PodRow> shown(List<PodRow> rows) {
        return rows.subList(0, Math.min(LONGEST, rows.size()));
    }

    static List<PodRow> rowsOf(@Nullable RouterGatewayStatus status) {
        return status == null || status.pods() == null ? List.of() : new ArrayList<>(status.pods());
    }

    /** How many routers of a pod have ended between two looks without a word, when they may have carried something. */
    static int crashed(PodRow before, PodRow after) {
        return PodPhase.mayCarry(before) ? Math.max(0, crashes(after) - crashes(before)) : 0;
    }

    private static int crashes(PodRow row) {
        return Objects.requireNonNullElse(row.crashes(), 0);
    }

    static long count(List<PodRow> rows, PodPhase phase) {
        return rows.stream().filter(phase::is).count();
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private static PodRow row(PodState pod, StatusInput input, Optional<PodRow> before) {
        RouterStatus status = pod.router() instanceof RouterReport.Answered answered ? answered.status() : null;
        Long said = input.cuts().get(pod.name());
        Optional<RouterCrashes> crashes = Optional.of(pod.crashes()).filter(it -> it.count() > 0);
        return new PodRow(
                pod.name(),
                PodPhase.of(
                                pod,
                                input.step(),
                                said != null,
                                before.flatMap(it -> phase(it, crashes)).orElse(PodPhase.WARMING))
                        .word(),
                pod.revision(),
                input.observed().isAcknowledged(pod),
                status == null ? null : status.inFlight().total(),
                status == null || status.inFlight().total() == 0
                        ? null
                        : status.inFlight().oldestAgeMs() / 1000,
                Math.max(orZero(said), before.map(PodRow::cut).orElse(0L)),
                crashes.map(RouterCrashes::count)
                        .or(() -> before.map(PodRow::crashes))
                        .orElse(null),
                crashes.map(RouterCrashes::last)
                        .or(() -> before.map(PodRow::lastCrash))
                        .orElse(null),
                problem(pod, status));
    }

    /** A router that has died since carries nothing: what it carried is counted then, and not again when its pod goes. */
    private static Optional<PodPhase> phase(PodRow before, Optional<RouterCrashes> crashes) {
        boolean died = crashes.filter(it -> it.count() > crashes(before)).isPresent();
        return PodPhase.of(before).map(it -> died && it == PodPhase.DRAINING ? PodPhase.DRAINED : it);
    }

    private static @Nullable String problem(PodState pod, @Nullable RouterStatus status) {
        Problem problem = pod.problem();
        if (problem != null) {
            return Shortened.text(problem.text(), LONGEST_PROBLEM);
        }
        if (status == null) {
            return null;
        }
        return Stream.of(status.lastConfigError(), status.fileProblem(), status.startProblem())
                .filter(Objects::nonNull)
                .findFirst()
                .map(it -> Shortened.text(it, LONGEST_PROBLEM))
                .orElse(null);
    }
}
