package dev.sluicegate.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.Models;
import dev.sluicegate.e2e.mutant.Mutant;
import dev.sluicegate.e2e.mutant.MutantRouterMain;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import dev.sluicegate.e2e.provider.SimulatedProvider;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.app.RouterMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two routers behind one address; one of them leaves while every kind of client is at work. */
class DrainUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void aDrainLosesNothing() {
        Run run = run("right", RouterMain.class, Map.of());

        assertThat(run.verdict).as(run.verdict.report()).isInstanceOf(Verdict.Green.class);
        assertThat(run.exitCode).isZero();
        assertThat(run.askedToLeave)
                .as("those told to leave their connection")
                .contains(ClientKind.HTTP1, ClientKind.HTTP2);
    }

    /** All at once: each has a provider and clients of its own. */
    @Test
    void eachBrokenDrainLosesSomething() {
        Map<Mutant, CompletableFuture<Run>> runs = new EnumMap<>(Mutant.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Mutant mutant :
                    Arrays.stream(Mutant.values()).filter(Mutant::isOfTheDrain).toList()) {
                Map<String, String> broken = Map.of(Mutant.VARIABLE, mutant.word());
                runs.put(
                        mutant,
                        CompletableFuture.supplyAsync(
                                () -> run(mutant.word(), MutantRouterMain.class, broken), threads));
            }
        }
        runs.forEach((mutant, run) ->
                assertThat(run.join().verdict).as(mutant.word()).isInstanceOf(Verdict.Red.class));
    }

    private record Run(Verdict verdict, int exitCode, Set<ClientKind> askedToLeave) {}

    /** As an operator has a router leave: out of the Service, told to drain, ended when it says that it has drained. */
    private Run run(String name, Class<?> mainClass, Map<String, String> environment) {
        try (SimulatedProvider provider = SimulatedProvider.start();
                RouterProcess leaving =
                        new RouterProcess(folder, name + "-leaving", provider.url(), mainClass, environment);
                RouterProcess staying =
                        new RouterProcess(folder, name + "-staying", provider.url(), RouterMain.class, Map.of());
                LocalService service = new LocalService(List.of(leaving.port(), staying.port()));
                Load load = Load.start(plan(service))) {
            awaitStreams(load, 20);
            service.setEndpoints(List.of(staying.port()));
            if (leaving.drain()) {
                await("the drain").atMost(PATIENCE).until(() -> leaving.status().phase() == RouterStatus.Phase.DRAINED);
            }
            leaving.terminate();
            int exitCode = leaving.exitCode();
            awaitStreams(load, 60);
            Verdict verdict = judge(load.finish(PATIENCE), provider);
            return new Run(verdict, exitCode, load.progress().askedToLeave().keySet());
        }
    }

    private static LoadPlan plan(LocalService service) {
        return LoadPlan.small(List.of(service.url()), new Models("fast", "smart"), Duration.ofSeconds(6));
    }

    private static void awaitStreams(Load load, int finished) {
        await(finished + " streams")
                .atMost(PATIENCE)
                .until(() -> load.progress().finishedStreams() >= finished);
    }

    private static Verdict judge(List<Observation> observations, SimulatedProvider provider) {
        Map<String, Integer> upstream = provider.seen().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().count()));
        Map<String, Integer> clients =
                Arrays.stream(ClientKind.values()).collect(Collectors.toMap(ClientKind::label, kind -> 5));
        return ZeroLossOracle.judge(observations, upstream, new MinimumLoad(150, 60, 0, clients));
    }
}
