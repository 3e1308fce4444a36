package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A pod: its object as the API server has it, with every version that a cache may still show; its kubelet; its router. */
final class SimulatedPod {
    /** The longest that a cache lags, in seconds. A pod takes longer than this to become ready. */
    static final int LAG = 2;

    private record Version(PodState state, Instant at) {}

    private final List<Version> versions = new ArrayList<>();
    private int seen = -1;
    private PodState state;
    private @Nullable SimulatedRouter router;
    private @Nullable Instant goneAt;
    private Instant nextStep;
    private Instant silentUntil = Instant.MIN;
    private Instant silentSince;
    private Instant waversUntil = Instant.MIN;
    private Instant reachedUntil = Instant.MIN;

    SimulatedPod(String name, String revision, boolean gated, Instant now, Random random) {
        state = new PodState(
                name,
                revision,
                now,
                false,
                Kubelet.PENDING,
                now,
                false,
                Traffic.ON,
                gated ? Gate.CLOSED : Gate.ABSENT,
                false,
                null,
                new RouterReport.Silent(now));
        silentSince = now;
        nextStep = now.plusSeconds(1 + random.nextInt(3));
        versions.add(new Version(state, now));
    }

    PodState state() {
        return state;
    }

    String name() {
        return state.name();
    }

    @Nullable SimulatedRouter router() {
        return router;
    }

    int inFlight() {
        return router == null ? 0 : router.inFlight();
    }

    boolean isGone() {
        return goneAt != null;
    }

    /** The cache has seen that it is gone. */
    boolean isForgotten() {
        return goneAt != null && seen == versions.size();
    }

    void write(PodState next, Instant now) {
        if (!next.equals(state)) {
            state = next;
            versions.add(new Version(next, now));
        }
    }

    /** A write of the operator's, made for the version that it saw; false is a conflict. What it wrote it sees at once. */
    boolean writeAsSeen(PodState next, Instant now) {
        if (goneAt != null || seen != versions.size() - 1) {
            return false;
        }
        write(next, now);
        seen = versions.size() - 1;
        return true;
    }

    /** The operator's cache catches up, by chance, but at last after {@link #LAG}. */
    void catchUp(Instant now, Random random) {
        int newest = goneAt == null ? versions.size() - 1 : versions.size();
        int least = seen;
        while (least < newest && !bornAfter(least + 1, now.minusSeconds(LAG))) {
            least++;
        }
        seen = least + random.nextInt(newest - least + 1);
    }

    private boolean bornAfter(int version, Instant instant) {
        Instant at = version == versions.size() ? goneAt : versions.get(version).at();
        return at == null || at.isAfter(instant);
    }

    /** As the operator sees it; null if it does not. Its router is asked directly. */
    @Nullable PodState view(Instant now) {
        if (seen < 0 || seen == versions.size()) {
            return null;
        }
        return PodStates.withRouter(versions.get(seen).state(), report(now));
    }

    private RouterReport report(Instant now) {
        return router == null || isSilent(now)
                ? new RouterReport.Silent(silentSince)
                : new RouterReport.Answered(router.status());
    }

    boolean isSilent(Instant now) {
        return router == null || now.isBefore(silentUntil);
    }

    void silence(Instant now, int seconds) {
        silentSince = now;
        silentUntil = now.plusSeconds(seconds);
    }

    void waver(Instant now) {
        waversUntil = now.plusSeconds(3);
    }

    void crash(Instant now, Random random) {
        if (router != null && state.isLive()) {
            router = null;
            write(PodStates.withKubelet(state, Kubelet.STOPPED, now), now);
            nextStep = now.plusSeconds(2 + random.nextInt(8));
        }
    }

    void terminate(Instant now) {
        if (!state.terminating()) {
            write(PodStates.terminating(state), now);
            nextStep = now.plusSeconds(20);
            if (router != null) {
                router.drain(now.plusSeconds(20), now);
            }
        }
    }

    void end(Instant now) {
        router = null;
        write(PodStates.withKubelet(state, Kubelet.ENDED, now), now);
    }

    /** Kubelet and the router live for a second. */
    void pass(Instant now, Random random) {
        if (goneAt != null) {
            return;
        }
        if (state.terminating()) {
            if (inFlight() == 0 || !now.isBefore(nextStep)) {
                router = null;
                goneAt = now;
            }
        } else if (state.kubelet() == Kubelet.PENDING || state.kubelet() == Kubelet.STOPPED) {
            start(now, random);
        }
        if (router != null) {
            router.pass(now);
            receive(now, random);
            probe(now, random);
        }
    }

    private void start(Instant now, Random random) {
        if (now.isBefore(nextStep)) {
            return;
        }
        nextStep = now.plusSeconds(1 + random.nextInt(3));
        if (!state.scheduled()) {
            write(PodStates.scheduled(state), now);
        } else if (state.revision().startsWith("bad")) {
            write(PodStates.withProblem(state, new Problem("ImagePullBackOff", "no such image")), now);
        } else {
            router = new SimulatedRouter(state.revision(), now);
            write(PodStates.withKubelet(state, Kubelet.RUNNING, now), now);
        }
    }

    private void receive(Instant now, Random random) {
        SimulatedRouter process = router;
        if (process == null) {
            return;
        }
        if (!now.isBefore(nextStep)) {
            process.serve();
        }
        if (state.isOpen()) {
            reachedUntil = now.plusSeconds(SimulatedRouter.SETTLE.toSeconds() - 2); // endpoints lag behind the label
        }
        if (now.isBefore(reachedUntil) && random.nextInt(3) == 0) {
            process.accept(now.plusSeconds(1 + random.nextInt(random.nextInt(5) == 0 ? 60 : 5)));
        }
    }

    private void probe(Instant now, Random random) {
        if (router == null || state.kubelet() == Kubelet.ENDED || random.nextInt(4) == 0) {
            return;
        }
        boolean ready = router.isReady() && state.gate() != Gate.CLOSED && !now.isBefore(waversUntil);
        Kubelet next = ready ? Kubelet.READY : Kubelet.RUNNING;
        if (next != state.kubelet()) {
            write(PodStates.withKubelet(state, next, now), now);
        }
    }
}
