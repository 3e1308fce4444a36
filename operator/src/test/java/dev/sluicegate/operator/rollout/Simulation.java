package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Lets a story happen, and then waits for its happy end. */
final class Simulation {
    /** Long enough for the longest stream, the longest silence, and some restarts after each other. */
    private static final int PATIENCE = 900;

    /** How long nothing must be done to be taken for the end: longer than a pod takes to come up. */
    private static final int QUIET = 40;

    private final Journal journal = new Journal();
    private final SimulatedCluster cluster;
    private final SimulatedOperator operator;
    private final Scenario story;
    private String revision = "a";
    private Instant since;
    private int replicas;
    private boolean paused;
    private boolean deleting;
    private Instant operatorDownUntil = Instant.MIN;

    private Simulation(Scenario story, Decision decision) {
        this.story = story;
        cluster = new SimulatedCluster(new Random(story.seed()), journal);
        operator = new SimulatedOperator(cluster, decision);
        replicas = story.replicas();
        since = cluster.now;
    }

    /** Tells it; throws {@link Invariants.Broken} with what happened last. */
    static void tell(Scenario story, Decision decision) {
        Simulation telling = new Simulation(story, decision);
        try {
            telling.begin();
            telling.end();
        } catch (Invariants.Broken e) {
            throw (Invariants.Broken) new Invariants.Broken(e.getMessage() + "\n" + telling.journal).initCause(e);
        }
    }

    private void begin() {
        for (Scenario.Chapter chapter : story.chapters()) {
            for (int second = 0; second < chapter.seconds(); second++) {
                cluster.pass();
                if (!cluster.now.isBefore(operatorDownUntil) && cluster.random.nextInt(5) > 0) {
                    operator.reconcile(desired(), true);
                }
            }
            journal.note(cluster.now, chapter.event().toString());
            happen(chapter.event());
        }
    }

    /** Nothing happens any more but what was begun: it converges, is what was asked for, and then nothing is done. */
    private void end() {
        Step step = pass();
        int quiet = 0;
        for (int second = 0; second < PATIENCE && quiet < QUIET; second++) {
            step = pass();
            quiet = isEnd(step) ? quiet + 1 : 0;
        }
        check(quiet == QUIET, "no end after %d seconds: %s".formatted(PATIENCE, step));
        checkEnd(step);
        for (int more = 0; more < QUIET; more++) {
            step = pass();
            check(step.actions().isEmpty(), "converged, and yet there is something to do: %s".formatted(step));
        }
    }

    private Step pass() {
        cluster.pass();
        return operator.reconcile(desired(), false);
    }

    private boolean isEnd(Step step) {
        boolean quiet = step.actions().isEmpty()
                && cluster.pods.stream()
                        .noneMatch(it -> it.state().terminating()
                                || (it.state().isLive() && it.state().marked()));
        return quiet
                && switch (step.verdict()) {
                    case Verdict.Converged converged -> isAsDesired();
                    case Verdict.Stalled stalled ->
                        cluster.pods.stream()
                                .allMatch(it -> it.state().isOn() || !it.state().isLive());
                    case Verdict.Paused held ->
                        cluster.pods.stream()
                                        .allMatch(it ->
                                                it.state().isOn() || !it.state().isLive())
                                && (cluster.expectedOn() == replicas || hasNothingToHold());
                    case Verdict.Rolling rolling -> false;
                    case Verdict.Scaling scaling -> false;
                    case Verdict.Draining draining -> false;
                };
    }

    /** A gateway that was paused before anything of it was proven or brought up stays empty. */
    private boolean hasNothingToHold() {
        return cluster.expectedOn() == 0
                && cluster.replicaSets.values().stream().allMatch(it -> it.provenAt() == null);
    }

    private boolean isAsDesired() {
        return cluster.expectedOn() == replicas
                && cluster.open() == replicas
                && cluster.live(revision).size() == replicas;
    }

    private void checkEnd(Step step) {
        switch (step.verdict()) {
            case Verdict.Stalled stalled ->
                check(revision.startsWith("bad"), "stalled, but the revision is good: %s".formatted(step));
            case Verdict.Paused held -> check(paused, "paused, but nobody said so");
            case Verdict.Converged converged -> {}
            case Verdict.Rolling rolling -> {}
            case Verdict.Scaling scaling -> {}
            case Verdict.Draining draining -> {}
        }
    }

    private Desired desired() {
        return new Desired(
                revision,
                since,
                replicas,
                story.maxSurge(),
                story.maxDraining(),
                Duration.ofSeconds(120),
                paused,
                deleting,
                story.drainTimeout(),
                Duration.ofSeconds(30),
                1);
    }

    private void happen(Scenario.Event event) {
        switch (event) {
            case Scenario.Change(var next) -> {
                since = next.equals(revision) ? since : cluster.now;
                revision = next;
            }
            case Scenario.Resize(var number) -> replicas = deleting ? 0 : number;
            case Scenario.Pause(var next) -> paused = next;
            case Scenario.OperatorDown(var seconds) -> operatorDownUntil = cluster.now.plusSeconds(seconds);
            case Scenario.DeleteGateway gone -> {
                deleting = true;
                replicas = 0;
            }
            case Scenario.Crash(var pod) -> fail(pod, it -> it.crash(cluster.now, cluster.random));
            case Scenario.Delete(var pod) -> fail(pod, it -> it.terminate(cluster.now));
            case Scenario.Evict(var pod) -> fail(pod, it -> it.end(cluster.now));
            case Scenario.Waver(var pod) -> fail(pod, it -> it.waver(cluster.now));
            case Scenario.Silence(var pod, var seconds) -> fail(pod, it -> it.silence(cluster.now, seconds));
        }
    }

    private void fail(int index, java.util.function.Consumer<SimulatedPod> how) {
        List<SimulatedPod> live = cluster.pods.stream()
                .filter(it -> !it.isGone() && it.state().isLive())
                .toList();
        if (!live.isEmpty()) {
            SimulatedPod pod = live.get(index % live.size());
            journal.failed(pod.name(), cluster.now);
            how.accept(pod);
        }
    }
}
