package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.Step;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The maker of statuses, which are always whole: what is left out of a server-side applied status vanishes. */
public final class StatusMaker {
    private StatusMaker() {}

    public static RouterGatewayStatus make(StatusInput input) {
        List<PodRow> rows = PodRows.of(input);
        Optional<Accepted> accepted = input.acceptance().lastAccepted();
        long open = PodRows.count(rows, PodPhase.OPEN);
        int draining = (int) (PodRows.count(rows, PodPhase.DRAINING) + PodRows.count(rows, PodPhase.DRAINED));
        Optional<String> wanted = accepted.map(Accepted::revision);
        Optional<String> stable = input.observed().stable().map(RevisionState::revision);
        String failed = input.step().verdict() instanceof Step.Verdict.RolledBack(String revision) ? revision : null;
        return new RouterGatewayStatus(
                input.generation(),
                (int) (open + PodRows.count(rows, PodPhase.WARMING)),
                selector(input.gateway()),
                open + "/" + input.replicas(),
                stable.orElse(null),
                wanted.filter(it -> !input.deleting() && !stable.equals(Optional.of(it)) && failed == null)
                        .orElse(null),
                failed,
                draining,
                rows.stream()
                        .mapToInt(row -> Objects.requireNonNullElse(row.inFlight(), 0))
                        .sum(),
                Conditions.of(input, open, draining),
                accepted.map(it -> progress(input, rows, it, draining)).orElse(null),
                Restarts.of(input.step().watchdog()),
                PodRows.shown(rows));
    }

    /** The status after a reconciliation that failed midway: what was known before, and that it failed. */
    public static RouterGatewayStatus failed(
            @Nullable RouterGatewayStatus before, long generation, Refusal refusal, Instant now) {
        List<Condition> conditions = Conditions.failed(before, refusal, new ConditionMaker(before, generation, now));
        return before == null
                ? new RouterGatewayStatus(
                        generation, null, null, null, null, null, null, null, null, conditions, null, null, null)
                : new RouterGatewayStatus(
                        generation,
                        before.replicas(),
                        before.selector(),
                        before.ready(),
                        before.stableRevision(),
                        before.candidateRevision(),
                        before.failedRevision(),
                        before.draining(),
                        before.inFlight(),
                        conditions,
                        before.rollout(),
                        before.restarts(),
                        before.pods());
    }

    private static RolloutStatus progress(StatusInput input, List<PodRow> rows, Accepted accepted, int draining) {
        String startedAt = accepted.since().truncatedTo(ChronoUnit.SECONDS).toString();
        CutLedger ledger = new CutLedger(input.previous(), startedAt, rows);
        return new RolloutStatus(
                Shortened.text(input.step().sentence(), ConditionMaker.LONGEST_MESSAGE),
                startedAt,
                accepted.way().isEmpty() ? null : accepted.way(),
                (int) rows.stream()
                        .filter(row ->
                                PodPhase.OPEN.is(row) && accepted.revision().equals(row.revision()))
                        .count(),
                draining,
                (int) PodRows.count(rows, PodPhase.WARM),
                Blockers.of(input.observed()),
                ledger.cut(),
                ledger.withoutRow().orElse(null),
                ledger.unaccounted());
    }

    /** What an autoscaler counts and measures: pods that serve or are about to, not those that drain. */
    private static String selector(String gateway) {
        return Names.servingSelector(gateway).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    /**
     * The input of a status: all that it depends on.
     *
     * @param acceptance which spec is in force
     * @param trouble what the API server refused to us, if anything
     * @param replicas how many open pods that wants
     * @param step what the rollout has decided
     * @param cuts how many requests and streams a pod has cut, by its name, as far as it has said so
     * @param previous the status before; null if there is none yet
     */
    public record StatusInput(
            String gateway,
            long generation,
            boolean deleting,
            Acceptance.Verdict acceptance,
            Optional<Refusal> trouble,
            int replicas,
            Observed observed,
            Step step,
            Map<String, Long> cuts,
            @Nullable RouterGatewayStatus previous,
            Instant now) {}
}
