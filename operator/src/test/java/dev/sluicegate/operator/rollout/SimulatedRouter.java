package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.Replacement.Cause;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A router's process: carries streams, and drains. Its clock may differ from the operator's. */
final class SimulatedRouter {
    static final int SETTLE = 3;

    /** Each second that it is in the Service. */
    static final int REQUESTS = 10;

    private final String revision;
    private final int skew;
    private final int startedAt;
    private int generation;
    private int files;
    private int lastFiles;
    private @Nullable String error;
    private final List<Integer> streams = new ArrayList<>();
    private Phase phase = Phase.STARTING;
    private int drainsSince = -1;
    private @Nullable Instant deadline;
    private boolean settled;
    private long cut;
    private RequestTotals totals = RequestTotals.NONE;
    /** What is wrong with its process, as long as that runs. */
    @Nullable Cause sickness;

    private boolean fails;

    /** It answers each order to drain with an error. */
    boolean refusesDrains;
    /** The deadline of the drain that it has refused last. */
    private @Nullable Instant refused;

    /** @param generation of the config in its file */
    SimulatedRouter(String revision, int generation, int startedAt, int skew) {
        this.revision = revision;
        this.generation = generation;
        this.startedAt = startedAt;
        this.skew = skew;
    }

    /** What a router reports when it runs the config of this generation. */
    static String hash(String revision, int generation) {
        return "hash-of-" + revision + (generation == 0 ? "" : "/" + generation);
    }

    /** What a router reports when it has read files of this version. */
    static Map<String, String> files(int version) {
        return Map.of("/keys/key", "version-" + version);
    }

    /** It has files of this version in force, and has looked at those last. */
    void read(int version, int last) {
        files = version;
        lastFiles = last;
    }

    /** It cannot use a file as it is now, so no config that names it either. */
    boolean refusesFiles() {
        return files != lastFiles;
    }

    /** It is told a config, or its file has changed: an earlier one is not taken. */
    void take(int offered) {
        error = refusesFiles() ? "a file that cannot be used" : null;
        generation = error == null ? Math.max(generation, offered) : generation;
    }

    /** Takes what its file has, as no router should. */
    void takeWhatever(int offered) {
        generation = offered;
    }

    int generation() {
        return generation;
    }

    void serve() {
        if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
        }
    }

    /** @return false if it refuses */
    boolean drain(@Nullable Instant until, int now) {
        if (refusesDrains) {
            refused = until;
            return false;
        }
        deadline = until;
        if (drainsSince < 0) {
            drainsSince = now;
            phase = Phase.DRAINING;
        }
        return true;
    }

    void open() {
        drainsSince = -1;
        deadline = null;
        settled = false;
        phase = phase == Phase.STARTING ? phase : Phase.SERVING;
    }

    void accept(int end) {
        if (welcomes()) {
            streams.add(end);
        }
    }

    /** The short requests of a second; they are no streams. */
    void answer(boolean outage) {
        fails = outage;
        int failed = outage ? REQUESTS : revision.startsWith("baderrs") ? REQUESTS * 3 / 5 : 0;
        totals = totals.plus(new RequestTotals(REQUESTS, failed, 0, 0));
    }

    /** It gets no requests. */
    void rest() {
        fails = false;
    }

    private Vitals vitals() {
        int requests = 60 * REQUESTS;
        return new Vitals(
                sickness == Cause.STALLED ? 20_000 : 0,
                sickness == Cause.MEMORY ? 95 : 70,
                sickness == Cause.THROTTLED ? 90 : 10,
                requests,
                sickness == Cause.ERRORS ? requests * 3 / 5 : fails ? requests : 0);
    }

    RequestTotals totals() {
        return totals;
    }

    Instant startedAt() {
        return clock(startedAt);
    }

    private boolean welcomes() {
        return phase == Phase.SERVING || (phase == Phase.DRAINING && !settled);
    }

    /** One second passes. */
    void pass(int now) {
        if (!streams.isEmpty()) {
            streams.removeIf(end -> now >= end);
        }
        if (drainsSince < 0) {
            return;
        }
        settled = now >= drainsSince + SETTLE;
        if (isPastDeadline(now)) {
            cut += streams.size();
            streams.clear();
        }
        if (settled && streams.isEmpty()) {
            phase = Phase.DRAINED;
        }
    }

    /** It was told a deadline, and that has passed by its own clock. */
    boolean isPastDeadline(int now) {
        Instant until = deadline;
        return until != null && !clock(now).isBefore(until);
    }

    /** It was told a deadline and would not hear of it, and that has passed. */
    boolean isPastRefusedDeadline(int now) {
        Instant until = refused;
        return until != null && !clock(now).isBefore(until);
    }

    boolean drains() {
        return drainsSince >= 0;
    }

    boolean isReady() {
        return welcomes();
    }

    boolean isDrained() {
        return phase == Phase.DRAINED;
    }

    int inFlight() {
        return streams.size();
    }

    private Instant clock(int now) {
        return SimulatedCluster.instant(now + skew);
    }

    RouterStatus status() {
        return new RouterStatus(
                "test",
                revision,
                hash(revision, generation),
                phase,
                clock(startedAt),
                new InFlight(0, streams.size(), 0),
                drainsSince < 0
                        ? null
                        : new RouterStatus.Drain(
                                "rollout", clock(drainsSince), clock(drainsSince + SETTLE), deadline, List.of(), 0),
                Map.of(Outcome.CUT, cut),
                error,
                totals,
                files(files),
                refusesFiles() ? files(lastFiles) : Map.of(),
                refusesFiles() ? "it cannot be used" : null,
                null,
                vitals());
    }
}
