package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.ProviderInCluster;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first of two providers goes bad under load, in three ways: each time the other one gets the requests, and none fails. */
@ExtendWith(OnStage.class)
class FailoverIT {
    private static final String FIRST = "first-provider";
    private static final MinimumLoad MINIMUM = new MinimumLoad(150, 60, 10, Map.of());

    /** Shorter than the pause that the provider asks for. */
    private static final Duration BAD = Duration.ofSeconds(6);

    private static final int RETRY_AFTER = 10;

    /** Half of the clients of {@link LoadPlan#small}, who ask for two models in turn: far fewer than ask while it is bad. */
    private static final int UNDER_WAY = 30;

    private final Stage stage;

    FailoverIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aProviderThatGoesBadCostsNoRequest() {
        ProviderInCluster first = ProviderInCluster.start(
                stage.client(),
                stage.namespace(),
                FIRST,
                stage.images().provider(),
                stage.cluster().nodeAddresses().getFirst());
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String before = gateway.stableRevision();
        gateway.patch("""
                {"spec": {
                  "providers": [
                    {"name": "first", "api": "OpenAI", "baseUrl": "http://%1$s:8080/v1", "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}},
                    {"name": "openai", "api": "OpenAI", "baseUrl": "http://simulated-provider:8080/v1", "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}},
                    {"name": "anthropic", "api": "Anthropic", "baseUrl": "http://simulated-provider:8080", "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}}],
                  "models": [
                    {"name": "fast", "balance": "Ordered", "targets": [{"provider": "first", "model": "sim"}, {"provider": "openai", "model": "sim"}]},
                    {"name": "smart", "targets": [{"provider": "anthropic", "model": "sim"}]}]}}
                """.formatted(FIRST));
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(6)))) {
            await("streams at work")
                    .atMost(Stage.PATIENCE)
                    .until(() -> load.progress().openStreams() >= 20);
            for (int status : List.of(429, 401)) {
                awaitAsked(first);
                int refused = first.refused();
                first.refuse(status, RETRY_AFTER);
                pause();
                int paid = first.refused() - refused;
                System.err.printf("status %d: %d requests paid for the discovery%n", status, paid);
                assertThat(paid).isBetween(1, UNDER_WAY);
                first.recover();
            }
            awaitAsked(first);
            first.refuseConnections();
            pause();
            first.recover();
            awaitAsked(first);
            List<Observation> observations = load.finish(Stage.PATIENCE);
            Map<String, Integer> upstream = new HashMap<>(stage.provider().counts());
            first.counts().forEach((id, times) -> upstream.merge(id, times, Integer::sum));
            Verdict verdict = Stage.judge(observations, upstream, MINIMUM);
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        } finally {
            stage.client()
                    .apps()
                    .deployments()
                    .inNamespace(stage.namespace())
                    .withName(FIRST)
                    .delete();
            stage.client()
                    .services()
                    .inNamespace(stage.namespace())
                    .withName(FIRST)
                    .delete();
        }
    }

    /** Its pause is over. */
    private static void awaitAsked(ProviderInCluster provider) {
        int asked = provider.counts().size();
        await("requests at the first provider")
                .atMost(Stage.PATIENCE)
                .until(() -> provider.counts().size() > asked + 5);
    }

    private static void pause() {
        try {
            Thread.sleep(BAD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a provider was bad", e);
        }
    }
}
