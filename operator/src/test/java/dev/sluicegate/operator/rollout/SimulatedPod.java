package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A pod: its object as the API server has it; its kubelet; its router. */
final class SimulatedPod {
    private static final int GRACE = 20;

    /** Of a pod of "badcrashes", whose clients then stay away. */
    private static final int CRASHES = 3;

    private static final int ENOUGH_TO_CRASH = 3 * SimulatedRouter.REQUESTS;

    final String name;
    final SimulatedSeat seat;
    final int node;
    final int createdAt;
    final Versioned<PodState> object;
    final boolean bornOn;
    /** Its controller did not know yet that the seat is retired. */
    final boolean madeFromStale;

    private final int skew;
    private @Nullable SimulatedRouter router;
    private int nextStep;
    private int crashes;
    private int silentUntil = -1;
    private int silentSince;
    private int silentLast = -100;
    private int waversUntil = -1;
    private int reachedUntil = -1;
    private int brought;
    /** The last version that came and that a router can use. No router could start on another one; here it has this one then. */
    private int usable;

    private @Nullable Instant syncRequestedAt;
    private boolean nodeLost;
    private int lostAt;
    /** It has been ready in the Service. */
    boolean wasOpen;
    /** Somebody else has turned its label, and the operator has not written it since. */
    private boolean tampered;
    /** When somebody else last did so. */
    private int tamperedAt = -1;
    /** Its node has been one that is left. */
    boolean hadToMove;
    /** When its label was last turned off. */
    int offSince = Integer.MAX_VALUE;

    SimulatedPod(
            String name, SimulatedSeat seat, SimulatedSeat.Body template, int node, int now, RandomGenerator random) {
        this.name = name;
        this.seat = seat;
        this.node = node;
        this.createdAt = now;
        this.bornOn = template.traffic() instanceof Traffic.On;
        this.madeFromStale = bornOn && !seat.isServing();
        this.skew = random.nextInt(8) == 0 ? random.nextInt(41) - 20 : 0;
        PodState first = new PodState(
                name,
                seat.revision,
                SimulatedCluster.instant(now),
                false,
                false,
                Kubelet.PENDING,
                SimulatedCluster.instant(now),
                false,
                bornOn ? Traffic.ON : new Traffic.Off(null),
                template.gated() ? Gate.CLOSED : Gate.ABSENT,
                null,
                null,
                RouterCrashes.NONE,
                new RouterReport.Silent(SimulatedCluster.instant(now)));
        object = new Versioned<>(first, now, SimulatedCluster.OBSERVERS);
        silentSince = now;
        nextStep = now + 1 + random.nextInt(3);
    }

    /** Null when it is gone. */
    @Nullable PodState state() {
        return object.value();
    }

    boolean isLive() {
        PodState state = state();
        return state != null && state.isLive();
    }

    /** The Service selects it, and it is live. */
    boolean isOn() {
        PodState state = state();
        return state != null && state.isOn();
    }

    boolean isOpen() {
        PodState state = state();
        return state != null && state.isOpen() && !nodeLost;
    }

    @Nullable SimulatedRouter router() {
        return router;
    }

    int inFlight() {
        return router == null ? 0 : router.inFlight();
    }

    void write(@Nullable PodState next, int now) {
        PodState before = state();
        boolean wasOn = before != null && before.traffic() instanceof Traffic.On;
        object.write(next, now);
        if (wasOn && next != null && next.traffic() instanceof Traffic.Off) {
            offSince = now;
        }
    }

    /** Somebody else turns its label. */
    void tamper(PodState next, int now) {
        write(next, now);
        tampered = true;
        tamperedAt = now;
    }

    /** The operator has written it, and so has seen what others did. */
    void mended() {
        tampered = false;
    }

    boolean isTamperedWith() {
        return tampered;
    }

    /** Somebody else has turned its label when its seat was closed already, as far as whoever closed it could know. */
    boolean isTamperedWithAfterClosing() {
        return tamperedAt >= seat.closedAt - Versioned.LAG;
    }

    /** As an observer sees it; null if it does not. Its router is asked directly. */
    @Nullable PodState view(int observer) {
        PodState seen = object.view(observer);
        return seen == null ? null : PodStates.withRouter(seen, report());
    }

    private RouterReport report() {
        return isReachable()
                ? new RouterReport.Answered(
                        java.util.Objects.requireNonNull(router).status())
                : new RouterReport.Silent(SimulatedCluster.instant(silentSince));
    }

    /** Its router can be told something. */
    boolean isReachable() {
        return router != null && silentUntil < 0 && !nodeLost;
    }

    void silence(int now, int seconds) {
        silentSince = now;
        silentUntil = now + seconds;
    }

    /** Something is wrong with its process. */
    void sicken(Replacement.Cause cause) {
        if (router != null) {
            router.sickness = cause;
        }
    }

    /** It does not answer, or something is wrong with its process. */
    boolean isSick() {
        return !isReachable() || java.util.Objects.requireNonNull(router).sickness != null;
    }

    boolean isSickWith(Replacement.Cause cause) {
        return cause == Replacement.Cause.UNRESPONSIVE
                ? !isReachable()
                : router != null && isReachable() && router.sickness == cause;
    }

    Replacement.Cause sickness() {
        return isReachable() && router != null && router.sickness != null
                ? router.sickness
                : Replacement.Cause.UNRESPONSIVE;
    }

    /** As far as any operator may have seen. */
    boolean wasSilentLately(int now) {
        return !isReachable() || silentLast >= now - Versioned.LAG - 2;
    }

    boolean isAdmittedAndRuns() {
        PodState state = state();
        return state != null && state.wasAdmitted() && state.isAlive();
    }

    void refuseDrains() {
        if (router != null) {
            router.refusesDrains = true;
        }
    }

    boolean refusesDrains() {
        return router != null && router.refusesDrains;
    }

    void waver(int now) {
        waversUntil = now + 3;
    }

    void crash(int now, RandomGenerator random) {
        PodState state = state();
        if (router != null && state != null && state.isLive()) {
            router = null;
            silentSince = now;
            crashes++;
            PodState stopped = PodStates.withKubelet(state, Kubelet.STOPPED, SimulatedCluster.instant(now));
            write(PodStates.crashed(stopped, new RouterCrashes(crashes, "exit code 134")), now);
            nextStep = now + 2 + random.nextInt(8);
        }
    }

    /** How often its router has crashed. */
    int crashes() {
        return crashes;
    }

    /** Its deletion begins: preStop drains. */
    void terminate(int now) {
        PodState state = state();
        if (state != null && !state.terminating()) {
            write(PodStates.terminating(state), now);
            nextStep = now + GRACE;
            if (router != null) {
                router.drain(SimulatedCluster.instant(now + GRACE), now);
            }
        }
    }

    void end(int now) {
        PodState state = state();
        if (state != null && !state.terminating()) {
            router = null;
            silentSince = now;
            write(PodStates.withKubelet(state, Kubelet.ENDED, SimulatedCluster.instant(now)), now);
        }
    }

    /** Its node is gone for good: nobody answers, and nothing that is decided for the pod happens any more. */
    void loseNode(int now) {
        PodState state = state();
        if (state != null) {
            nodeLost = true;
            lostAt = now;
            silentSince = now;
            write(PodStates.withKubelet(state, Kubelet.RUNNING, SimulatedCluster.instant(now)), now);
        }
    }

    void leaveNode(int now, boolean leaving) {
        hadToMove |= leaving;
        PodState state = state();
        if (state != null && state.scheduled()) {
            write(PodStates.onLeavingNode(state, leaving), now);
        }
    }

    /** Kubelet brings what has changed of the pod's files, and the router reads it. */
    void follow(SimulatedSecret secret, int now, RandomGenerator random) {
        PodState state = state();
        if (state == null || nodeLost) {
            return;
        }
        if (state.kubelet() == Kubelet.PENDING) {
            brought = secret.version();
            usable = secret.isUsable(brought) ? brought : usable;
            return;
        }
        boolean asked = !Objects.equals(state.syncRequestedAt(), syncRequestedAt);
        syncRequestedAt = state.syncRequestedAt();
        brought = secret.brings(brought, asked, now, random);
        usable = secret.isUsable(brought) ? brought : usable;
        if (router != null) {
            router.read(usable, brought);
        }
    }

    /** Kubelet and the router live for a second. */
    void pass(int now, boolean leavingNode, boolean outage, SimulatedFiles files, RandomGenerator random) {
        PodState state = state();
        if (state == null) {
            return;
        }
        if (nodeLost) {
            passWithoutNode(now);
            return;
        }
        if (silentUntil >= 0 && now >= silentUntil) {
            silentLast = now;
            silentUntil = -1;
        }
        if (state.terminating()) {
            if (inFlight() == 0 || now >= nextStep) {
                router = null;
                write(null, now);
                return;
            }
        } else if (state.kubelet() == Kubelet.PENDING || state.kubelet() == Kubelet.STOPPED) {
            start(state, now, leavingNode, files, random);
        }
        if (router != null) {
            files.follow(router, seat.revision, now);
            router.pass(now);
            if (isOpen()) {
                router.answer(outage);
            } else {
                router.rest();
            }
            receive(now, random);
            probe(now, random);
            endForGood(now, random);
            crashUnderLoad(now, random);
        }
        wasOpen |= isOpen();
    }

    /** The pod is evicted by its taint, and vanishes when the node is deleted. */
    private void passWithoutNode(int now) {
        if (now == lostAt + 10) {
            terminate(now);
        } else if (now >= lostAt + 30) {
            write(null, now);
        }
    }

    private void start(PodState state, int now, boolean leavingNode, SimulatedFiles files, RandomGenerator random) {
        if (now < nextStep || (state.problem() != null && state.revision().startsWith("badlate"))) {
            return;
        }
        nextStep = now + 1 + random.nextInt(3);
        if (!state.scheduled()) {
            PodState scheduled = PodStates.scheduled(state);
            hadToMove |= leavingNode;
            write(PodStates.onLeavingNode(scheduled, leavingNode), now);
        } else if (state.revision().startsWith("badends")) {
            end(now);
        } else if ((state.revision() + "@").startsWith("bad@")) {
            write(PodStates.withProblem(state, new Problem("ImagePullBackOff", "no such image")), now);
        } else {
            router = new SimulatedRouter(state.revision(), files.generation(state.revision(), now), now, skew);
            router.read(usable, usable);
            write(PodStates.withKubelet(state, Kubelet.RUNNING, SimulatedCluster.instant(now)), now);
        }
    }

    /** What is wrong with "badlate" shows after it has served, mostly soon. */
    private void endForGood(int now, RandomGenerator random) {
        PodState state = state();
        if (state != null
                && state.revision().startsWith("badlate")
                && isOpen()
                && state.readyChangedAt().isBefore(SimulatedCluster.instant(now))
                && random.nextInt(8) == 0) {
            router = null;
            silentSince = now;
            PodState stopped = PodStates.withKubelet(state, Kubelet.STOPPED, SimulatedCluster.instant(now));
            write(PodStates.withProblem(stopped, new Problem(Problem.CONFIG_REJECTED, "late")), now);
        }
    }

    /** What is wrong with "badcrashes" shows when it has served a while, a few times; without requests it never would. */
    private void crashUnderLoad(int now, RandomGenerator random) {
        if (seat.revision.startsWith("badcrashes")
                && router != null
                && crashes < CRASHES
                && router.totals().ended() >= ENOUGH_TO_CRASH) {
            crash(now, random);
        }
    }

    private void receive(int now, RandomGenerator random) {
        SimulatedRouter process = java.util.Objects.requireNonNull(router);
        if (now >= nextStep) {
            process.serve();
        }
        if (isOpen()) {
            reachedUntil = now + SimulatedRouter.SETTLE - 1; // endpoints lag behind the label
        }
        if (now < reachedUntil && random.nextInt(3) == 0) {
            process.accept(now + 1 + random.nextInt(random.nextInt(6) == 0 ? 25 : 4));
        }
    }

    private void probe(int now, RandomGenerator random) {
        PodState state = state();
        if (router == null || state == null || state.kubelet() == Kubelet.ENDED || random.nextInt(4) == 0) {
            return;
        }
        boolean ready = router.isReady() && state.gate() != Gate.CLOSED && now >= waversUntil;
        Kubelet next = ready ? Kubelet.READY : Kubelet.RUNNING;
        if (next != state.kubelet()) {
            write(PodStates.withKubelet(state, next, SimulatedCluster.instant(now)), now);
        }
    }
}
