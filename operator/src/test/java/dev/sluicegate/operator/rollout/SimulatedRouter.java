package dev.sluicegate.operator.rollout;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A router's process: carries streams, and drains. */
final class SimulatedRouter {
    static final Duration SETTLE = Duration.ofSeconds(5);

    private final String revision;
    private final Instant startedAt;
    private final List<Instant> streams = new ArrayList<>();
    private Phase phase = Phase.STARTING;
    private RouterStatus.@Nullable Drain drain;
    private boolean settled;

    SimulatedRouter(String revision, Instant startedAt) {
        this.revision = revision;
        this.startedAt = startedAt;
    }

    void serve() {
        if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
        }
    }

    void drain(@Nullable Instant deadline, Instant now) {
        RouterStatus.Drain running = drain;
        Instant started = running == null ? now : running.startedAt();
        drain = new RouterStatus.Drain("rollout", started, started.plus(SETTLE), deadline, List.of(), 0);
        if (running == null) {
            phase = Phase.DRAINING;
        }
    }

    void open() {
        drain = null;
        settled = false;
        phase = phase == Phase.STARTING ? phase : Phase.SERVING;
    }

    void accept(Instant end) {
        if (welcomes()) {
            streams.add(end);
        }
    }

    private boolean welcomes() {
        return phase == Phase.SERVING || (phase == Phase.DRAINING && !settled);
    }

    /** One second passes. */
    void pass(Instant now) {
        streams.removeIf(end -> !now.isBefore(end));
        RouterStatus.Drain current = drain;
        settled = current != null && !now.isBefore(current.settledAt());
        if (current == null) {
            return;
        }
        Instant deadline = current.deadline();
        if (deadline != null && !now.isBefore(deadline)) {
            streams.clear();
        }
        if (settled && streams.isEmpty()) {
            phase = Phase.DRAINED;
        }
    }

    boolean isReady() {
        return phase == Phase.SERVING || (phase == Phase.DRAINING && !settled);
    }

    int inFlight() {
        return streams.size();
    }

    RouterStatus status() {
        return new RouterStatus(
                "test",
                revision,
                "hash-of-" + revision,
                phase,
                startedAt,
                new InFlight(0, streams.size(), 0),
                drain,
                Map.of(),
                null);
    }
}
