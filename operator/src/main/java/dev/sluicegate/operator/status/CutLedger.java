package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of what was cut since a rollout began. What is known never becomes less, and what cannot be known is counted as such and
 * not as 0. A status has room for {@link PodRows#LONGEST} pods; of the others it has the sum.
 */
final class CutLedger {
    private final Map<String, PodRow> before;
    private final Optional<RolloutStatus> rollout;
    private final long withoutRowBefore;
    private final List<PodRow> rows;

    /**
     * The ledger after these rows.
     *
     * @param startedAt of the rollout; the counts of another begin at 0
     * @param rows of all pods
     */
    CutLedger(@Nullable RouterGatewayStatus previous, @Nullable String startedAt, List<PodRow> rows) {
        this.before = new HashMap<>();
        PodRows.rowsOf(previous).forEach(row -> before.put(String.valueOf(row.name()), row));
        Optional<RolloutStatus> last = Optional.ofNullable(previous).map(RouterGatewayStatus::rollout);
        this.rollout = last.filter(it -> Objects.equals(it.startedAt(), startedAt));
        this.withoutRowBefore = last.map(RolloutStatus::cutWithoutRow).orElse(0L);
        this.rows = rows;
    }

    /** Requests and streams: what was known, and what has come to it. */
    long cut() {
        long more = rows.stream()
                .filter(this::hadRow)
                .mapToLong(row -> orZero(row.cut()) - known(row))
                .sum();
        return rollout.map(RolloutStatus::cutStreams).orElse(0L) + more + Math.max(0, unseen() - withoutRowBefore);
    }

    /** What the pods that get no row have cut, so that it is not counted again; empty if each gets one. */
    Optional<Long> withoutRow() {
        if (rows.size() <= PodRows.LONGEST) {
            return Optional.empty();
        }
        boolean someAreSilent = rows.stream().anyMatch(row -> !hadRow(row) && row.inFlight() == null);
        long notSaidAgain = someAreSilent ? Math.max(0, withoutRowBefore - unseen()) : 0;
        return Optional.of(sum(rows.stream().skip(PodRows.LONGEST)) + notSaidAgain);
    }

    /** Routers that may have carried something when they were last seen, and are gone without a word about how it ended, with their pod or alone. */
    int unaccounted() {
        Set<String> there = rows.stream().map(row -> String.valueOf(row.name())).collect(Collectors.toSet());
        long vanished = before.values().stream()
                .filter(row -> !there.contains(row.name()))
                .filter(row -> PodPhase.mayCarry(row))
                .count();
        int crashed = rows.stream()
                .filter(this::hadRow)
                .mapToInt(row -> PodRows.crashed(Objects.requireNonNull(before.get(row.name())), row))
                .sum();
        return rollout.map(RolloutStatus::unaccountedPods).orElse(0) + (int) vanished + crashed;
    }

    /** Cut by pods that had no row, be it that they are new or that there was no room. */
    private long unseen() {
        return sum(rows.stream().filter(row -> !hadRow(row)));
    }

    private long known(PodRow row) {
        return Optional.ofNullable(before.get(row.name())).map(PodRow::cut).orElse(0L);
    }

    private boolean hadRow(PodRow row) {
        return before.containsKey(row.name());
    }

    private static long sum(Stream<PodRow> rows) {
        return rows.mapToLong(row -> orZero(row.cut())).sum();
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
