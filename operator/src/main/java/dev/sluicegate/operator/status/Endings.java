package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import dev.sluicegate.operator.status.Ending.CutReason;
import dev.sluicegate.operator.status.Ending.DrainOutcome;
import dev.sluicegate.operator.status.Ending.RolloutOutcome;
import dev.sluicegate.operator.status.GatewayLook.Leaving;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The endings between two looks at a gateway, each told once. */
public final class Endings {
    private final GatewayLook before;
    private final GatewayLook after;
    private final List<Ending> endings = new ArrayList<>();

    private Endings(GatewayLook before, GatewayLook after) {
        this.before = before;
        this.after = after;
    }

    /** In no particular order. */
    public static List<Ending> between(GatewayLook before, GatewayLook after) {
        Endings endings = new Endings(before, after);
        endings.rollout();
        endings.pods();
        Restarts.since(before.status(), after.status())
                .forEach(it -> endings.endings.add(
                        new Ending.Restart(String.valueOf(it.cause()).toLowerCase(Locale.ROOT))));
        return List.copyOf(endings.endings);
    }

    private void rollout() {
        RouterGatewayStatus was = before.status();
        RouterGatewayStatus is = after.status();
        if (was == null || is == null || was.candidateRevision() == null) {
            return;
        }
        String candidate = was.candidateRevision();
        if (candidate.equals(is.candidateRevision())) {
            return;
        }
        RolloutOutcome outcome = candidate.equals(is.failedRevision())
                ? RolloutOutcome.ROLLED_BACK
                : candidate.equals(is.stableRevision()) ? RolloutOutcome.PROVEN : RolloutOutcome.SUPERSEDED;
        Optional.ofNullable(was.rollout())
                .map(RolloutStatus::startedAt)
                .ifPresent(it ->
                        endings.add(new Ending.OfRollout(outcome, Duration.between(Instant.parse(it), after.at()))));
    }

    private void pods() {
        Map<String, PodRow> gone = new HashMap<>();
        before.rows().forEach(row -> gone.put(String.valueOf(row.name()), row));
        for (PodRow row : after.rows()) {
            String name = String.valueOf(row.name());
            PodRow was = gone.remove(name);
            if (isWarm(row) && was != null && !isWarm(was)) {
                drained(after.leaving().get(name), false, row);
            }
            for (int i = was == null ? 0 : PodRows.crashed(was, row); i > 0; i--) {
                endings.add(new Ending.Unaccounted());
            }
            long cut = cut(row) - (was == null ? 0 : cut(was));
            if (cut > 0) {
                endings.add(new Ending.Cut(after.reasons().getOrDefault(name, CutReason.OTHER), cut));
            }
        }
        gone.forEach(this::gone);
    }

    private void gone(String name, PodRow row) {
        // as the ledger of the status counts
        boolean unaccounted = PodPhase.mayCarry(row);
        if (unaccounted) {
            endings.add(new Ending.Unaccounted());
        }
        // the drain of one that was kept warm has ended before
        if (!isWarm(row)) {
            drained(before.leaving().get(name), unaccounted, row);
        }
    }

    private void drained(@Nullable Leaving leaving, boolean unaccounted, PodRow row) {
        if (leaving != null) {
            DrainOutcome outcome = unaccounted || leaving.died()
                    ? DrainOutcome.UNACCOUNTED
                    : cut(row) > 0 ? DrainOutcome.CUT : DrainOutcome.COMPLETED;
            endings.add(new Ending.OfDrain(outcome, Duration.between(leaving.since(), after.at())));
        }
    }

    private static boolean isWarm(PodRow row) {
        return PodPhase.WARM.is(row);
    }

    private static long cut(PodRow row) {
        return Objects.requireNonNullElse(row.cut(), 0L);
    }
}
