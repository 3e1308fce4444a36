package dev.sluicegate.operator.rollout;

import static java.util.Objects.requireNonNull;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.SmallState.Health;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small world as an operator observes it. */
final class SmallView {
    private static final Instant NOW = Scene.NOW;
    private static final int SETTLE = 10;
    private static final int ERRORS = 100;
    private static final Vitals NEARLY_FULL = new Vitals(0, 95, 0, 0, 0);

    private SmallView() {}

    static Observed of(SmallState state) {
        return new Observed(
                state.records(), state.seats().stream().map(SmallView::seat).toList());
    }

    private static Seat seat(SmallState.SeatObject it) {
        return new Seat(
                it.id(),
                it.revision(),
                it.number(),
                it.spec().size(),
                it.spec().on() ? Traffic.ON : new Traffic.Off(since(it)),
                it.spec().gated(),
                it.reported(),
                it.spec().equals(it.seen()),
                NOW,
                null,
                it.pods().stream()
                        .filter(pod -> !pod.unseen())
                        .map(pod -> pod(it.revision(), pod))
                        .toList());
    }

    /** A pod that hangs is waited for longer than for the settle time. */
    private static Instant since(SmallState.SeatObject it) {
        return it.pods().stream().anyMatch(pod -> pod.outForLong() && pod.health() == Health.HANGING)
                ? Scene.RETIRED
                : NOW;
    }

    private static PodState pod(String revision, SmallState.PodObject it) {
        Problem problem = it.isHopeless(revision) ? new Problem("InvalidImageName", "") : null;
        return new PodState(
                it.name(),
                revision,
                NOW,
                true,
                it.leaving(),
                it.kubelet(),
                it.health() == Health.HANGING ? Scene.LONG_AGO : NOW,
                it.terminating(),
                it.on() ? Traffic.ON : new Traffic.Off(it.outForLong() ? NOW.minusSeconds(SETTLE) : NOW),
                it.gate(),
                null,
                problem,
                RouterCrashes.NONE,
                report(revision, it));
    }

    private static RouterReport report(String revision, SmallState.PodObject it) {
        Phase phase = switch (it.router()) {
            case NONE -> null;
            case SERVING -> Phase.SERVING;
            case SETTLING, FINISHING -> Phase.DRAINING;
            case DRAINED -> Phase.DRAINED;
        };
        if (it.health() == Health.HANGING) {
            return new RouterReport.Silent(Scene.LONG_AGO);
        }
        return phase == null ? new RouterReport.Silent(NOW) : answered(revision, phase, it);
    }

    private static RouterReport answered(String revision, @Nullable Phase phase, SmallState.PodObject it) {
        Instant began = NOW.minusSeconds(SETTLE);
        return new RouterReport.Answered(new RouterStatus(
                        "test",
                        revision,
                        "hash-of-" + revision,
                        requireNonNull(phase),
                        NOW.minusSeconds(it.process()),
                        new InFlight(0, it.carries() ? 1 : 0, 0),
                        phase == Phase.SERVING
                                ? null
                                : new RouterStatus.Drain("rollout", began, NOW, null, List.of(), 0),
                        Map.of(),
                        null,
                        new RequestTotals(it.erred() ? ERRORS : 0, it.erred() ? ERRORS : 0, 0, 0))
                .with(it.health() == Health.FULL ? NEARLY_FULL : Vitals.NONE));
    }
}
