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
import org.jspecify.annotations.Nullable;

/** The ledger of what was cut since a rollout began. What is known never becomes less, and what cannot be known is counted as such and not as 0. */
final class CutLedger {
    private final Map<String, PodRow> before;
    private final Optional<RolloutStatus> rollout;

    /** @param startedAt of the rollout; the counts of another begin at 0 */
    CutLedger(@Nullable RouterGatewayStatus previous, @Nullable String startedAt) {
        this.before = new HashMap<>();
        PodRows.rowsOf(previous).forEach(row -> before.put(String.valueOf(row.name()), row));
        this.rollout = Optional.ofNullable(previous)
                .map(RouterGatewayStatus::rollout)
                .filter(it -> Objects.equals(it.startedAt(), startedAt));
    }

    /** Requests and streams: what was known, and what has come to it. */
    long cut(List<PodRow> rows) {
        long total = rollout.map(RolloutStatus::cutStreams).orElse(0L);
        for (PodRow row : rows) {
            total += orZero(row.cut())
                    - Optional.ofNullable(before.get(row.name()))
                            .map(PodRow::cut)
                            .orElse(0L);
        }
        return total;
    }

    /** Pods that may have carried something when they were last seen, and are gone without a word about how it ended. */
    int unaccounted(List<PodRow> rows) {
        Set<String> there = rows.stream().map(row -> String.valueOf(row.name())).collect(Collectors.toSet());
        long vanished = before.values().stream()
                .filter(row -> !there.contains(row.name()))
                .filter(row -> PodRows.OPEN.equals(row.phase()) || PodRows.DRAINING.equals(row.phase()))
                .count();
        return rollout.map(RolloutStatus::unaccountedPods).orElse(0) + (int) vanished;
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
