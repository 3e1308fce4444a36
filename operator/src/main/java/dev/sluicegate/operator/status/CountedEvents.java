package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import dev.sluicegate.operator.status.CountedEvent.CutReason;
import dev.sluicegate.operator.status.CountedEvent.DrainOutcome;
import dev.sluicegate.operator.status.CountedEvent.RolloutOutcome;
import dev.sluicegate.operator.status.GatewaySnapshot.Leaving;
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

/** The events between two snapshots of a gateway that the metrics count, each told once. */
public final class CountedEvents {
    private final GatewaySnapshot before;
    private final GatewaySnapshot after;
    private final List<CountedEvent> events = new ArrayList<>();

    private CountedEvents(GatewaySnapshot before, GatewaySnapshot after) {
        this.before = before;
        this.after = after;
    }

    /** In no particular order. */
    public static List<CountedEvent> between(GatewaySnapshot before, GatewaySnapshot after) {
        CountedEvents events = new CountedEvents(before, after);
        events.rollout();
        events.pods();
        Restarts.since(before.status(), after.status())
                .forEach(it -> events.events.add(
                        new CountedEvent.Restart(String.valueOf(it.cause()).toLowerCase(Locale.ROOT))));
        return List.copyOf(events.events);
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
                .flatMap(StatusTime::parse)
                .ifPresent(it -> events.add(new CountedEvent.RolloutEnded(outcome, since(it))));
    }

    /** Anybody may have written since when a pod is out of the Service: what cannot be true is no time at all. */
    private Duration since(Instant instant) {
        return instant.isBefore(Instant.EPOCH) || instant.isAfter(after.at())
                ? Duration.ZERO
                : Duration.between(instant, after.at());
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
                events.add(new CountedEvent.Unaccounted());
            }
            long cut = cut(row) - (was == null ? 0 : cut(was));
            if (cut > 0) {
                events.add(new CountedEvent.Cut(after.reasons().getOrDefault(name, CutReason.OTHER), cut));
            }
        }
        gone.forEach(this::gone);
    }

    private void gone(String name, PodRow row) {
        // as the ledger of the status counts
        boolean unaccounted = PodPhase.mayCarry(row);
        if (unaccounted) {
            events.add(new CountedEvent.Unaccounted());
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
            events.add(new CountedEvent.DrainEnded(outcome, since(leaving.since())));
        }
    }

    private static boolean isWarm(PodRow row) {
        return PodPhase.WARM.is(row);
    }

    private static long cut(PodRow row) {
        return Objects.requireNonNullElse(row.cut(), 0L);
    }
}
