package dev.sluicegate.router.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a drain, which decides how it goes on. Each call returns what is to be done now, in this order; calling again without anything having
 * changed returns nothing. Not thread-safe.
 */
public final class DrainMachine {
    /** How long after the deadline the end notices may take to be written, before the drain is over in any case. */
    public static final Duration CUTTING_TAKES = Duration.ofSeconds(2);

    /**
     * How long before the end of settling the router says that it is not ready. kubelet asks once a second, and whoever wants to
     * remove a drained pod waits until kubelet knows: this way it knows when settling ends. Nobody is sent to the pod any more by then.
     */
    private static final Duration UNREADY_BEFORE_SETTLED = Duration.ofSeconds(1);

    /** How often a drain that waits says for what. */
    static final Duration REPORT_EVERY = Duration.ofSeconds(30);

    private final Duration settle;
    private final Duration terminationBudget;
    private DrainPhase phase = DrainPhase.OPEN;
    private @Nullable Drain drain;
    private @Nullable Instant cutAt;
    private @Nullable Instant reportAt;
    private boolean terminating;

    public DrainMachine(Duration settle, Duration terminationBudget) {
        this.settle = settle;
        this.terminationBudget = terminationBudget;
    }

    /**
     * The load that is still being carried.
     *
     * @param inFlight requests and streams
     * @param connections of clients
     */
    public record Load(int inFlight, int connections) {
        boolean isNone() {
            return inFlight == 0 && connections == 0;
        }
    }

    public DrainPhase phase() {
        return phase;
    }

    /** Whether probes are told that new requests are welcome; late arrivals are served a little longer. */
    public boolean isReady(Instant now) {
        Drain running = drain;
        if (running == null || phase != DrainPhase.SETTLING) {
            return phase.accepts();
        }
        boolean longEnough = settle.compareTo(UNREADY_BEFORE_SETTLED.multipliedBy(2)) >= 0;
        return !longEnough || now.isBefore(running.settledAt().minus(UNREADY_BEFORE_SETTLED));
    }

    /** Null while open. */
    public @Nullable Drain drain() {
        return drain;
    }

    /** Whether the process ends when the drain does. */
    public boolean isTerminating() {
        return terminating;
    }

    /** Somebody asks for a drain, or for another deadline of the one that runs; null is no deadline. */
    public List<DrainAction> start(
            String reason, @Nullable Instant deadline, @Nullable Long restartExpectedMs, Instant now) {
        Drain running = drain;
        Instant startedAt = running == null ? now : running.startedAt();
        drain = new Drain(
                reason,
                startedAt,
                startedAt.plus(settle),
                deadline,
                running == null ? null : running.termination(),
                restartExpectedMs);
        return begin(now);
    }

    /** Kubernetes is about to end the process (preStop); the first such call fixes the deadline. */
    public List<DrainAction> awaitTermination(String reason, Instant now) {
        Drain running = drain;
        Instant termination = now.plus(terminationBudget);
        if (running == null) {
            drain = new Drain(reason, now, now.plus(settle), null, termination, null);
        } else if (running.termination() == null) {
            drain = new Drain(
                    running.reason(),
                    running.startedAt(),
                    running.settledAt(),
                    running.asked(),
                    termination,
                    running.restartExpectedMs());
        }
        return begin(now);
    }

    /** The process is told to end, by a signal. A second time changes nothing. */
    public List<DrainAction> terminate(String reason, Instant now) {
        if (terminating) {
            return List.of();
        }
        terminating = true;
        return phase == DrainPhase.DRAINED ? List.of(new DrainAction.Finish()) : awaitTermination(reason, now);
    }

    /** Somebody wants the router back. Nothing happens while the process is ending, or when it is open. */
    public List<DrainAction> reopen() {
        if (terminating || phase == DrainPhase.OPEN) {
            return List.of();
        }
        List<DrainAction> actions = new ArrayList<>();
        if (!phase.accepts()) {
            actions.add(new DrainAction.StartAccepting());
        }
        drain = null;
        phase = DrainPhase.OPEN;
        actions.add(new DrainAction.TellConnections(phase));
        actions.add(new DrainAction.Finish());
        return actions;
    }

    /** Time has passed, or something has ended. */
    public List<DrainAction> advance(Instant now, Load load) {
        Drain running = drain;
        if (running == null || phase == DrainPhase.DRAINED) {
            return List.of();
        }
        List<DrainAction> actions = new ArrayList<>(steps(running, now, load));
        Instant due = reportAt;
        if (phase.isWaiting() && due != null && !now.isBefore(due)) {
            reportAt = now.plus(REPORT_EVERY);
            actions.add(new DrainAction.Report());
        }
        return actions;
    }

    private List<DrainAction> steps(Drain running, Instant now, Load load) {
        List<DrainAction> actions = new ArrayList<>();
        Instant deadline = running.deadline();
        boolean due = deadline != null && !now.isBefore(deadline);
        if (phase == DrainPhase.SETTLING && (due || !now.isBefore(running.settledAt()))) {
            phase = DrainPhase.FINISHING;
            actions.add(new DrainAction.StopAccepting());
            actions.add(new DrainAction.TellConnections(phase));
            // connections that were just accepted are known only after that
            return actions;
        }
        if (phase == DrainPhase.FINISHING && due && !load.isNone()) {
            phase = DrainPhase.CUTTING;
            cutAt = now;
            actions.add(new DrainAction.Cut());
            actions.add(new DrainAction.TellConnections(phase));
            return actions;
        }
        boolean tookTooLong = phase == DrainPhase.CUTTING && cutAt != null && !now.isBefore(cutAt.plus(CUTTING_TAKES));
        if (phase != DrainPhase.SETTLING && (load.isNone() || tookTooLong)) {
            phase = DrainPhase.DRAINED;
            actions.add(new DrainAction.TellConnections(phase));
            actions.add(new DrainAction.Finish());
        }
        return actions;
    }

    /** When {@link #advance} must be called next if nothing ends before; null is not because of time. */
    public @Nullable Instant nextWake() {
        Drain running = drain;
        if (running == null) {
            return null;
        }
        Instant deadline = running.deadline();
        return switch (phase) {
            case OPEN, DRAINED -> null;
            case SETTLING -> earlier(earlier(deadline, running.settledAt()), reportAt);
            case FINISHING -> earlier(deadline, reportAt);
            case CUTTING -> cutAt == null ? null : cutAt.plus(CUTTING_TAKES);
        };
    }

    /** Null is never. */
    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private List<DrainAction> begin(Instant now) {
        if (phase != DrainPhase.OPEN) {
            return List.of();
        }
        phase = DrainPhase.SETTLING;
        reportAt = now.plus(REPORT_EVERY);
        return List.of(new DrainAction.TellConnections(phase));
    }
}
