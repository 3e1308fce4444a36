package dev.sluicegate.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import dev.sluicegate.e2e.provider.SimulatedProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The clients against the simulated provider itself, with nothing in between. */
@NullMarked
class LoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void everyKindOfClientIsServedWhole() {
        try (SimulatedProvider provider = SimulatedProvider.start();
                Load load = Load.start(plan(provider.url()))) {
            await().atMost(PATIENCE).until(() -> load.progress().finishedStreams() >= 60);
            List<Observation> observations = load.finish(PATIENCE);

            await().until(() -> provider.inFlight() == 0);
            Verdict verdict = judge(observations, provider);

            assertThat(verdict.report()).startsWith("0 of " + observations.size());
            assertThat(verdict).isInstanceOf(Verdict.Green.class);
            assertThat(load.progress().connections().get(ClientKind.HTTP1))
                    .as("each HTTP/1.1 client keeps its connection")
                    .isEqualTo(28);
            assertThat(load.progress().connections().get(ClientKind.HTTP2)).isEqualTo(8);
        }
    }

    @Test
    void aServerThatGoesAwayIsSeenByEveryKindOfClient() {
        try (SimulatedProvider provider = SimulatedProvider.start();
                Load load = Load.start(plan(provider.url()))) {
            await().atMost(PATIENCE).until(() -> load.progress().openStreams() >= 10);
            provider.refuse();
            await().atMost(PATIENCE).until(() -> load.progress().failed() >= 60);
            List<Observation> observations = load.finish(PATIENCE);

            assertThat(judge(observations, provider)).isInstanceOf(Verdict.Red.class);
            assertThat(observations.stream()
                            .filter(observation -> observation.failure() != null)
                            .map(Observation::client)
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(Arrays.stream(ClientKind.values())
                            .map(ClientKind::label)
                            .toArray(String[]::new));
        }
    }

    private static LoadPlan plan(URI target) {
        return LoadPlan.small(List.of(target), new Models("sim", "sim"), Duration.ofSeconds(3));
    }

    private static Verdict judge(List<Observation> observations, SimulatedProvider provider) {
        Map<String, Integer> upstream = provider.seen().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().count()));
        Map<String, Integer> clients =
                Arrays.stream(ClientKind.values()).collect(Collectors.toMap(ClientKind::label, kind -> 5));
        return ZeroLossOracle.judge(observations, upstream, new MinimumLoad(100, 50, 0, clients));
    }
}
