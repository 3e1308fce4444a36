package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.rollout.Changes.Change;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.status.PodPhase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pictures in the documents show what the code does: in random histories each arrow is taken, and nothing happens that no arrow leads to.
 * An operator that was away sees several arrows as one change.
 */
class StatePicturesTest {
    private static final int HISTORIES = 3_000;
    private static final int RELOADS = 100;
    private static final String COME = "come";
    private static final String GONE = "gone";
    private static final Changes PODS = new Changes();
    private static final Changes ROLLOUTS = new Changes();

    @Test
    void phasesOfAPod() {
        StatePicture picture = new StatePicture("What becomes of a router pod", 940, 460);
        for (PodPhase each : PodPhase.values()) {
            switch (each) {
                case WARMING -> picture.state(each.word(), 190, 70, "#c98a00", "not yet acknowledged");
                case OPEN -> picture.state(each.word(), 520, 70, "#2b7a4b", "in the Service");
                case DRAINING -> picture.state(each.word(), 520, 240, "#2f6fb2", "finishes its streams");
                case DRAINED -> picture.state(each.word(), 520, 400, "#8b949d", "empty");
                case WARM -> picture.state(each.word(), 840, 400, "#7d6bb0", "kept for a rollback");
            }
        }
        picture.dot(COME, 50, 70)
                .dot(GONE, 190, 400)
                .arrow(COME, "Warming", 0, "")
                .arrow("Warming", "Open", 30, "acknowledged")
                .arrow("Open", "Warming", 30, "not ready")
                .arrow("Warming", "Draining", 0, "given up")
                .arrow("Open", "Draining", 50, "retired")
                .arrow("Draining", "Open", 50, "wanted again")
                .arrow("Draining", "Drained", 1, "its streams have ended")
                .arrow("Drained", "Open", -380, "wanted again")
                .arrow("Drained", "Warm", 30, "not proven yet")
                .arrow("Warm", "Drained", 30, "proven, or wanted")
                .arrow("Drained", GONE, 0, "removed")
                .arrow("Draining", GONE, 0, "killed")
                .arrow("Warming", GONE, 0, "lost");
        compare(picture, PODS, "docs/pictures/pod-phases.svg");
    }

    @Test
    void verdictsOnARollout() {
        StatePicture picture = new StatePicture("How a rollout goes", 940, 460)
                .dot(COME, 100, 70)
                .state("Rolling", 250, 70, "#c98a00", "new pods, then old ones")
                .state("Draining", 560, 70, "#2f6fb2", "old streams end")
                .state("Converged", 840, 70, "#2b7a4b", "all as wanted")
                .state("Stalled", 250, 240, "#b3322e", "a person is needed")
                .state("RolledBack", 250, 400, "#b3322e", "the old revision serves")
                .state("Scaling", 840, 270, "#c98a00", "more or fewer pods")
                .state("Moving", 560, 290, "#c98a00", "off leaving nodes")
                .state("Reloading", 690, 400, "#c98a00", "a config in place")
                .state("Paused", 480, 400, "#8b949d", "rollout.paused");
        picture.arrow(COME, "Rolling", 0, "")
                .arrow("Rolling", "Draining", 0, "all new are open")
                .arrow("Draining", "Converged", 0, "empty, removed")
                .arrow("Converged", "Rolling", 110, "a new spec")
                .arrow("Converged", "Scaling", 40, "replicas")
                .arrow("Scaling", "Converged", 40, "")
                .arrow("Converged", "Reloading", 14, "a new config")
                .arrow("Reloading", "Converged", 14, "")
                .arrow("Converged", "Moving", 0, "a node is left")
                .arrow("Moving", "Draining", -1, "moved")
                .arrow("Rolling", "Stalled", 40, "does not come up")
                .arrow("Stalled", "Rolling", 40, "the cause is gone")
                .arrow("Stalled", "RolledBack", 1, "onFailure: Rollback")
                .arrow("RolledBack", "Rolling", 250, "a new spec")
                .arrow("Rolling", "Paused", 0, "")
                .arrow("Paused", "Rolling", -60, "resumed");
        assertThat(Arrays.stream(Verdict.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .as("the picture shows each verdict")
                .allMatch(picture::shows);
        compare(picture, ROLLOUTS, "docs/pictures/rollout.svg");
    }

    @BeforeAll
    static void lookAtHistories() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            look(Scenario.random(seed));
        }
        for (long seed = 0; seed < RELOADS; seed++) {
            look(Scenario.reloads(seed));
        }
    }

    private static void look(Scenario scenario) {
        PODS.begin();
        ROLLOUTS.begin();
        Simulation.run(scenario, (desired, observed, now) -> {
            Step step = Rollout.decide(desired, observed, now);
            PODS.look(phases(observed, step));
            ROLLOUTS.look(Map.of("rollout", step.verdict().getClass().getSimpleName()));
            return step;
        });
    }

    private static Map<String, String> phases(Observed observed, Step step) {
        Map<String, String> phases = new HashMap<>();
        observed.pods().forEach(pod -> {
            PodPhase before = phase(PODS.last(pod.name(), PodPhase.WARMING.word()));
            phases.put(pod.name(), PodPhase.of(pod, step, true, before).word());
        });
        return phases;
    }

    private static void compare(StatePicture picture, Changes changes, String file) {
        Set<Change> shown = picture.changes();
        List<Change> without =
                changes.seen().stream().filter(it -> !picture.hasWay(it)).toList();
        assertThat(without).as("changes to which no arrow leads").isEmpty();
        assertThat(changes.seen()).as("arrows that are taken").containsAll(shown);
        Golden.file(file).mustEqual(picture.svg());
    }

    private static PodPhase phase(String word) {
        return Arrays.stream(PodPhase.values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
