package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.mutant.Mutant;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The zero-loss oracle sees what it is there for: the same scenario, a config change and then {@code kubectl delete pod} under
 * load, is green with the router and red with each router whose drain is broken.
 */
@ExtendWith(OnStage.class)
class MutantsIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(200, 60, 20, Map.of());

    private final Stage stage;

    MutantsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theRouterIsGreen() {
        Verdict verdict = run(GatewayManifest.of(stage.images(), 2));

        assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
    }

    /** All at once: each has a gateway and clients of its own. */
    @Test
    void eachBrokenDrainIsRed() {
        Map<Mutant, CompletableFuture<Verdict>> verdicts = new EnumMap<>(Mutant.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Mutant mutant :
                    Arrays.stream(Mutant.values()).filter(Mutant::isOfTheDrain).toList()) {
                GatewayManifest manifest = GatewayManifest.of(stage.images(), 2)
                        .withTimeout("40s")
                        .withMutant(stage.images().mutant(), mutant.word());
                verdicts.put(mutant, CompletableFuture.supplyAsync(() -> run(manifest), threads));
            }
        }
        verdicts.forEach((mutant, verdict) ->
                assertThat(verdict.join()).as(mutant.word()).isInstanceOf(Verdict.Red.class));
    }

    private Verdict run(GatewayManifest manifest) {
        LiveGateway gateway = stage.serving(manifest);
        try (PodTimeline timeline = stage.timeline(gateway);
                Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(12)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finished() >= 100);
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            awaitPod(timeline, "was retired", life -> life.withdrawnAt() != null);
            Pod deleted = gateway.pods().stream()
                    .filter(RouterPods::isOn)
                    // an old one, which carries streams
                    .min(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                    .orElseThrow();
            stage.deletesByHand(deleted.getMetadata().getName());
            stage.client().resource(deleted).delete();
            awaitPod(
                    timeline,
                    "is gone",
                    life -> life.goneAt() != null
                            && life.name().equals(deleted.getMetadata().getName()));
            int before = load.progress().finished();
            await("more load")
                    .atMost(Stage.PATIENCE)
                    .until(() -> load.progress().finished() >= before + 100);
            return stage.judge(load.finish(Stage.PATIENCE), MINIMUM);
        }
    }

    private static void awaitPod(PodTimeline timeline, String what, Predicate<PodTimeline.Life> condition) {
        await("a pod " + what)
                .atMost(Stage.PATIENCE)
                .until(() -> timeline.lives().stream().anyMatch(condition));
    }
}
