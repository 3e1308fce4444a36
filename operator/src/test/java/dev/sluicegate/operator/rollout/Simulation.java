package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lets a scenario happen, and then waits for its happy end. */
final class Simulation {
    /** Long enough for the longest stream, the longest silence, and some restarts after each other. */
    private static final int PATIENCE = 500;

    /** How long nothing must be done to be taken for the end: longer than a pod takes to come up, and than an operator waits. */
    private static final int QUIET = 35;

    /**
     * How long nobody leads after the leader was paused: the lease lasts longer than its last proof does ({@code Fence}), and longer than
     * that by more than a cache lags.
     */
    private static final int TAKEOVER = Versioned.LAG + 1;

    /** How long a lost pod takes to come back. */
    private static final int HEALING = 45;

    private final Journal journal;
    private final SimulatedCluster cluster;
    private final Decision decision;
    private final Scenario scenario;
    private SimulatedOperator leader;
    private @Nullable SimulatedOperator paused;
    private int pausedUntil;
    private int operators;
    private String base = "a";
    private int restarts;
    private int restartLimit = -1;
    private String revision = "a";
    private Instant since;
    private int generation;
    private boolean spoiltKeys;
    private int replicas;
    private boolean rolloutPaused;
    private boolean promoted;
    private int drainedNode = -1;
    private @Nullable Instant deletingSince;
    private Duration drainTimeout;
    private int operatorDownUntil = -1;
    private Instant watchedSince;
    private int quietSince;

    private Simulation(Scenario scenario, Decision decision, boolean written) {
        this.scenario = scenario;
        this.decision = decision;
        journal = new Journal(written);
        cluster = new SimulatedCluster(new SplittableRandom(scenario.seed()), journal);
        cluster.filesAreFollowed = !decision.routersKnowGenerations();
        leader = new SimulatedOperator(cluster, decision, 0, 0);
        replicas = scenario.replicas();
        drainTimeout = scenario.drainTimeout();
        since = SimulatedCluster.instant(0);
        watchedSince = since;
    }

    /** Runs it; throws {@link Invariants.Broken} with what happened last. */
    static void run(Scenario scenario, Decision decision) {
        try {
            new Simulation(scenario, decision, false).run();
        } catch (Invariants.Broken e) {
            throw explained(scenario, decision, e);
        }
    }

    /** Whether a promise is broken. */
    static boolean breaks(Scenario scenario, Decision decision) {
        try {
            new Simulation(scenario, decision, false).run();
            return false;
        } catch (Invariants.Broken e) {
            return true;
        }
    }

    private static Invariants.Broken explained(Scenario scenario, Decision decision, Invariants.Broken broken) {
        Simulation again = new Simulation(scenario, decision, true);
        try {
            again.run();
            return broken;
        } catch (Invariants.Broken e) {
            return (Invariants.Broken)
                    new Invariants.Broken("%s%n%s%n%s".formatted(e.getMessage(), scenario, again.journal)).initCause(e);
        }
    }

    private void run() {
        for (Scenario.Chapter chapter : scenario.chapters()) {
            for (int second = 0; second < chapter.seconds(); second++) {
                pass(true);
            }
            journal.note(cluster.now, () -> chapter.event().toString());
            quietSince = cluster.now;
            happen(chapter.event());
        }
        while (cluster.now < operatorDownUntil || paused != null) {
            pass(true);
        }
        end();
    }

    private void pass(boolean accidents) {
        cluster.room = scenario.tight() ? replicas + Math.max(1, scenario.maxSurge()) : Integer.MAX_VALUE;
        cluster.pass();
        if (scenario.watchdog() >= 0) {
            cluster.invariants.watchdog().pass();
        }
        SimulatedOperator standing = paused;
        if (standing != null && cluster.now >= pausedUntil) {
            journal.note(cluster.now, () -> "the paused operator goes on");
            standing.wakeUpOvertaken(desired());
            paused = null;
        }
        if (cluster.now >= operatorDownUntil && (!accidents || cluster.random.nextInt(6) > 0)) {
            leader.pass(desired(), accidents);
        } else if (cluster.now < operatorDownUntil
                && cluster.now > quietSince + HEALING
                && journal.recentFailures(cluster.now) == 0) {
            cluster.invariants.healedAlone();
        }
        if (drainedNode >= 0) {
            cluster.evict(drainedNode, new SimulatedEvictions(decision.budgets()));
        }
        cluster.invariants.nothingRetiredIsOpen();
    }

    /** Nothing happens any more but what was begun: it converges, is what was asked for, and then nothing is done. */
    private void end() {
        int quiet = 0;
        int began = cluster.now;
        if (cluster.pods.stream().anyMatch(SimulatedPod::refusesDrains)) {
            drainTimeout = Duration.ofSeconds(8); // without a limit nothing would end them
            restartLimit = -1;
        }
        while (quiet < QUIET && cluster.now < began + PATIENCE) {
            pass(false);
            quiet = isEnd() ? quiet + 1 : 0;
        }
        Step step = leader.step();
        check(quiet == QUIET && step != null, () -> "no end after %d seconds: %s".formatted(PATIENCE, step));
        switch (java.util.Objects.requireNonNull(step).verdict()) {
            case Verdict.Stalled _ ->
                check(
                        revision.startsWith("bad") || cluster.isUnfair() || cluster.crashes(revision) > 1 || isWrong(),
                        () -> "stalled, but the revision is good: %s".formatted(step));
            case Verdict.Paused _ -> check(rolloutPaused, () -> "paused, but nobody said so");
            case Verdict.RolledBack(var failed) ->
                check(failed.equals(revision) && scenario.rollsBack(), () -> "rolled back: %s".formatted(step));
            case Verdict.Converged _,
                    Verdict.Rolling _,
                    Verdict.Scaling _,
                    Verdict.Moving _,
                    Verdict.Reloading _,
                    Verdict.Draining _ -> {}
        }
    }

    private boolean isEnd() {
        Step step = leader.step();
        if (step == null
                || !step.actions().isEmpty()
                || leader.isBusy()
                || cluster.pods.stream().anyMatch(this::leaves)
                || !isRightlyKept(cluster.pods.stream().filter(this::isKept).count())
                || !cluster.runsItsRecords()
                || (deletingSince == null && !cluster.hasReadItsSecret())
                || (canMove() && cluster.staysWhereItCannot())) {
            return false;
        }
        return switch (step.verdict()) {
            case Verdict.Converged _ ->
                isAsDesired() && !cluster.invariants.watchdog().isOwed(desired());
            case Verdict.Stalled _ -> !mustRollBack();
            case Verdict.RolledBack _ -> hasGoneBack();
            case Verdict.Paused _ -> cluster.serving().size() >= replicas || hasNothingToHold();
            case Verdict.Rolling _, Verdict.Scaling _, Verdict.Moving _, Verdict.Reloading _, Verdict.Draining _ ->
                false;
        };
    }

    private boolean mustRollBack() {
        return scenario.rollsBack()
                && !rolloutPaused
                && deletingSince == null
                && cluster.stable().filter(it -> !it.equals(revision)).isPresent();
    }

    /** What has been proven may have become bad only then. */
    private boolean hasGoneBack() {
        String stable = cluster.stable().orElse("");
        return stable.startsWith("bad")
                || (cluster.serving().size() == replicas
                        && (rolloutPaused
                                || (cluster.open() == replicas
                                        && cluster.serving().stream().allMatch(it -> it.revision.equals(stable)))));
    }

    /** Nobody moves while a pod that can never come up takes the place of the one to come. */
    private boolean canMove() {
        return cluster.serving().stream().noneMatch(it -> it.revision.startsWith("bad"));
    }

    private boolean leaves(SimulatedPod pod) {
        PodState state = pod.state();
        return state != null && (state.isLive() ? !pod.seat.isServing() && !isKept(pod) : state.terminating());
    }

    /** It is kept warm: for the stable revision, while another one is neither proven nor given up. */
    private boolean isKept(SimulatedPod pod) {
        PodState state = pod.state();
        SimulatedRouter router = pod.router();
        Step step = leader.step();
        return step != null
                && (step.verdict() instanceof Verdict.Stalled || step.verdict() instanceof Verdict.Paused)
                && cluster.stable().filter(it -> !it.equals(revision)).equals(Optional.of(pod.seat.revision))
                && state != null
                && state.isLive()
                && !state.onLeavingNode()
                && !pod.seat.isServing()
                && router != null
                && router.isDrained();
    }

    /** Not more than could ever come back, and none while another pod finds no room. */
    private boolean isRightlyKept(long kept) {
        return kept <= Math.min(scenario.maxWarm(), replicas)
                && (kept == 0
                        || cluster.serving().stream()
                                .flatMap(it -> Stream.ofNullable(it.body()))
                                .allMatch(it -> it.problem() == null));
    }

    /** A gateway that was paused before anything of it was proven or brought up stays empty. */
    private boolean hasNothingToHold() {
        return cluster.serving().isEmpty()
                && cluster.records.stream()
                        .allMatch(it -> it.value() == null || it.value().provenAt() == null);
    }

    private boolean isAsDesired() {
        List<SimulatedSeat> serving = cluster.serving();
        return serving.size() == replicas
                && cluster.open() == replicas
                && (deletingSince != null
                        || cluster.record(revision)
                                .filter(it -> it.generation() == generation)
                                .isPresent())
                && (deletingSince != null || serving.stream().allMatch(it -> it.revision.equals(revision)));
    }

    private Desired desired() {
        return new Desired(
                revision,
                generation,
                cluster.secret.version() == 0 || isRefused()
                        ? Map.of()
                        : SimulatedRouter.files(cluster.secret.version()),
                Map.of(),
                since,
                watchedSince,
                replicas,
                scenario.maxSurge(),
                scenario.maxDraining(),
                scenario.maxWarm(),
                Duration.ofSeconds(60),
                rolloutPaused,
                scenario.rollsBack(),
                canary(),
                watchdog(),
                deletingSince,
                drainTimeout,
                restarts(),
                Duration.ofSeconds(10),
                1);
    }

    private void want() {
        String next = restarts == 0 ? base : base + "@" + restarts;
        since = next.equals(revision) ? since : SimulatedCluster.instant(cluster.now);
        promoted &= next.equals(revision);
        // as acceptance does: with the config that its record has
        generation = next.equals(revision)
                ? generation
                : cluster.record(next).map(RevisionState::generation).orElse(0);
        revision = next;
    }

    private @Nullable WatchdogRules watchdog() {
        return scenario.watchdog() < 0
                ? null
                : new WatchdogRules(Duration.ofSeconds(15), 90, scenario.watchdog(), Duration.ofMinutes(5));
    }

    private RestartLimits restarts() {
        return new RestartLimits(
                SimulatedCluster.restarts(revision), restartLimit < 0 ? null : Duration.ofSeconds(restartLimit), null);
    }

    private @Nullable CanaryRules canary() {
        return scenario.canary() == 0
                ? null
                : new CanaryRules(scenario.canaries(), Duration.ofSeconds(scenario.canary()), 0.05, null, 20, promoted);
    }

    private void happen(Scenario.Event event) {
        switch (event) {
            case Scenario.Change(var next) -> {
                base = next;
                want();
            }
            case Scenario.Restart(var limit) -> {
                restarts++;
                restartLimit = limit;
                want();
            }
            case Scenario.Reload(var wrong) -> reload(wrong);
            case Scenario.Rotate(var keys) -> rotate(keys);
            case Scenario.Spoil(var keys) -> spoil(keys);
            case Scenario.Mend _ -> mend();
            case Scenario.Resize(var number) -> replicas = deletingSince != null ? 0 : number;
            case Scenario.Pause(var next) -> rolloutPaused = next;
            case Scenario.DrainTimeout(var timeout) -> drainTimeout = timeout;
            case Scenario.OperatorDown(var seconds) -> {
                operatorDownUntil = cluster.now + seconds;
                watchedSince = SimulatedCluster.instant(operatorDownUntil);
            }
            case Scenario.OperatorPaused(var seconds) -> takeOver(seconds);
            case Scenario.DeleteGateway _ -> {
                deletingSince = SimulatedCluster.instant(cluster.now);
                replicas = 0;
            }
            case Scenario.Outage(var seconds) -> cluster.failProvider(cluster.now + seconds);
            case Scenario.PromoteCanary _ -> promoted = true;
            case Scenario.Crash(var pod) -> fail(pod, it -> it.crash(cluster.now, cluster.random));
            case Scenario.Delete(var pod) -> fail(pod, it -> it.terminate(cluster.now));
            case Scenario.Evict(var pod) -> fail(pod, it -> it.end(cluster.now));
            case Scenario.Waver(var pod) -> fail(pod, it -> it.waver(cluster.now));
            case Scenario.Silence(var pod, var seconds) -> fail(pod, it -> it.silence(cluster.now, seconds));
            case Scenario.ForeignDrain(var pod) -> fail(pod, this::drain);
            case Scenario.Sick(var pod, var cause) -> fail(pod, it -> it.sicken(cause));
            case Scenario.AllSick(var cause) -> cluster.pods.forEach(it -> it.sicken(cause));
            case Scenario.Blackout(var seconds) -> cluster.pods.forEach(it -> it.silence(cluster.now, seconds));
            case Scenario.RefuseDrains(var pod) -> fail(pod, SimulatedPod::refuseDrains);
            case Scenario.ForeignLabel(var pod) -> fail(pod, this::turnLabel);
            case Scenario.ForeignSeat(var seat, var what) -> tamper(seat, what);
            case Scenario.LeaveNode(var node, var leaving) -> {
                drainedNode = -1;
                cluster.leave(node, leaving);
            }
            case Scenario.DrainNode(var node) -> {
                drainedNode = node;
                cluster.leave(node, true);
            }
            case Scenario.LoseNode(var node) -> cluster.lose(node);
            case Scenario.Quota(var seconds) -> cluster.quotaUntil = cluster.now + seconds;
            case Scenario.StaleController(var seconds) -> cluster.controller().goStale(cluster.now + seconds);
        }
    }

    /** Only what is proven is given another config in place. */
    private void reload(boolean wrong) {
        if (follows()) {
            generation++;
            since = SimulatedCluster.instant(cluster.now);
            if (wrong) {
                cluster.wrongConfigs.add(revision + "/" + generation);
            }
        }
    }

    /** As acceptance does: a proven revision follows, and any other is superseded, which is another event. */
    private void rotate(boolean keys) {
        if (follows()) {
            cluster.secret.change(cluster.now);
            follow(keys);
        }
    }

    private void spoil(boolean keys) {
        if (follows()) {
            cluster.secret.spoil(cluster.now);
            spoiltKeys = keys;
            if (!keys) {
                follow(false);
            }
        }
    }

    private void mend() {
        if (cluster.secret.isSpoilt()) {
            boolean refused = isRefused();
            cluster.secret.change(cluster.now);
            // keys that are as they were before are no change of what was accepted
            if (!refused && follows()) {
                follow(false);
            }
        }
    }

    /** The operator sees that the clients' keys cannot be read: what was accepted before them stays in force. */
    private boolean isRefused() {
        return cluster.secret.isSpoilt() && spoiltKeys;
    }

    private boolean follows() {
        return deletingSince == null && !isRefused() && cluster.stable().equals(Optional.of(revision));
    }

    private void follow(boolean keys) {
        boolean wrong = isWrong();
        since = SimulatedCluster.instant(cluster.now);
        generation += keys ? 0 : 1;
        if (wrong) {
            cluster.wrongConfigs.add(revision + "/" + generation);
        }
    }

    private boolean isWrong() {
        return cluster.wrongConfigs.contains(revision + "/" + generation);
    }

    /** The other operator, with its own cache and clock, gets the lease; there are two only. */
    private void takeOver(int seconds) {
        if (paused == null) {
            leader.fallsAsleep(desired());
            paused = leader;
            pausedUntil = cluster.now + seconds;
            operators++;
            operatorDownUntil = Math.max(operatorDownUntil, cluster.now + TAKEOVER);
            watchedSince = SimulatedCluster.instant(operatorDownUntil);
            leader = new SimulatedOperator(cluster, decision, operators % 2, operators % 2 == 0 ? 0 : scenario.skew());
        }
    }

    private void drain(SimulatedPod pod) {
        SimulatedRouter router = pod.router();
        if (router != null) {
            router.drain(null, cluster.now);
        }
    }

    private void turnLabel(SimulatedPod pod) {
        PodState state = pod.state();
        if (state != null) {
            pod.tamper(PodStates.withTraffic(state, state.isOn() ? new Traffic.Off(null) : Traffic.ON), cluster.now);
        }
    }

    private void tamper(int index, int what) {
        List<SimulatedSeat> seats =
                cluster.seats.stream().filter(it -> it.body() != null).toList();
        if (seats.isEmpty()) {
            return;
        }
        SimulatedSeat seat = seats.get(index % seats.size());
        SimulatedSeat.Body body = java.util.Objects.requireNonNull(seat.body());
        journal.failed(seat.id, cluster.now);
        Traffic poisoned = new Traffic.Off(SimulatedCluster.instant(1_000_000));
        seat.tamper(
                switch (what) {
                    case 0 -> body.sized(0);
                    case 1 -> body.sized(2);
                    case 2 -> body.with(body.isServing() ? new Traffic.Off(null) : Traffic.ON);
                    case 3 -> body.isServing() ? body : body.with(poisoned);
                    case 4 -> body.ungated();
                    default -> null;
                },
                cluster.now);
    }

    private void fail(int index, Consumer<SimulatedPod> how) {
        List<SimulatedPod> live =
                cluster.pods.stream().filter(SimulatedPod::isLive).toList();
        if (!live.isEmpty()) {
            SimulatedPod pod = live.get(index % live.size());
            journal.failed(pod.name, cluster.now);
            how.accept(pod);
        }
    }
}
