package dev.sluicegate.operator.status;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.operator.status.CountedEvent.CutReason;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as one reconciliation has observed it, for metrics. Unlike the status it has a row for every pod.
 *
 * @param status null before the first
 * @param leaving the pods that are out of the Service, by their names
 * @param reasons why a pod that cuts would do it, by its name
 */
public record GatewaySnapshot(
        @Nullable RouterGatewayStatus status,
        List<PodRow> rows,
        Map<String, Leaving> leaving,
        Map<String, CutReason> reasons,
        Instant at) {

    /**
     * A pod that is out of the Service.
     *
     * @param since when
     * @param died its router has ended without a word since then, when it may have carried something
     */
    record Leaving(Instant since, boolean died) {}

    public GatewaySnapshot {
        rows = List.copyOf(rows);
        leaving = Map.copyOf(leaving);
        reasons = Map.copyOf(reasons);
    }

    /** What the status before tells an operator that has not seen the gateway yet. */
    public static GatewaySnapshot before(StatusInput input) {
        return new GatewaySnapshot(input.previous(), PodRows.rowsOf(input.previous()), Map.of(), Map.of(), input.now());
    }

    /**
     * The snapshot of this reconciliation.
     *
     * @param status that was made of the input
     * @param before the snapshot of the one before
     */
    public static GatewaySnapshot of(StatusInput input, RouterGatewayStatus status, GatewaySnapshot before) {
        List<PodRow> rows = PodRows.of(input);
        Map<String, Leaving> leaving = new HashMap<>();
        Map<String, CutReason> reasons = new HashMap<>();
        input.observed().pods().forEach(pod -> {
            reasons.put(pod.name(), reason(pod));
            if (pod.terminating() || pod.traffic() instanceof Traffic.Off) {
                leaving.put(
                        pod.name(),
                        new Leaving(leavingSince(pod, before, input.now()), hasDied(pod.name(), before, rows)));
            }
        });
        return new GatewaySnapshot(status, rows, leaving, reasons, input.now());
    }

    /** The same after a reconciliation that failed midway. */
    public GatewaySnapshot failed(RouterGatewayStatus now) {
        return new GatewaySnapshot(now, rows, leaving, reasons, at);
    }

    /** Whether each condition is True, by its type. */
    public Map<String, Boolean> conditions() {
        RouterGatewayStatus said = status;
        List<Condition> conditions = said == null ? null : said.conditions();
        return Objects.requireNonNullElse(conditions, List.<Condition>of()).stream()
                .collect(Collectors.toMap(Condition::getType, it -> "True".equals(it.getStatus())));
    }

    /** The number of pods in each phase; of phases without pods too. */
    public Map<String, Long> phases() {
        Map<String, Long> phases = new HashMap<>();
        for (PodPhase each : PodPhase.values()) {
            phases.put(each.word().toLowerCase(Locale.ROOT), 0L);
        }
        phases.putAll(rows.stream()
                .collect(groupingBy(it -> String.valueOf(it.phase()).toLowerCase(Locale.ROOT), counting())));
        return phases;
    }

    private static CutReason reason(PodState pod) {
        if (pod.traffic() instanceof Traffic.Off) {
            return CutReason.DRAIN;
        }
        return pod.terminating() ? CutReason.DELETION : CutReason.OTHER;
    }

    private static Instant leavingSince(PodState pod, GatewaySnapshot before, Instant now) {
        return pod.traffic() instanceof Traffic.Off(Instant since) && since != null
                ? since
                : Optional.ofNullable(before.leaving.get(pod.name()))
                        .map(Leaving::since)
                        .orElse(now);
    }

    private static boolean hasDied(String pod, GatewaySnapshot before, List<PodRow> rows) {
        Leaving was = before.leaving.get(pod);
        return was != null && (was.died() || PodRows.crashed(row(pod, before.rows), row(pod, rows)) > 0);
    }

    private static PodRow row(String pod, List<PodRow> rows) {
        return rows.stream().filter(it -> pod.equals(it.name())).findFirst().orElseThrow();
    }
}
