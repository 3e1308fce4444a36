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
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A provider goes bad under load, or one of its addresses does: each time another one gets the requests, and none fails. */
@ExtendWith(OnStage.class)
class FailoverIT {
    private static final String FIRST = "first-provider";
    private static final String SECOND = "second-provider";
    private static final String NAME = "two-addresses";

    /** Of a network for documents, where nobody is (RFC 5737). */
    private static final String SILENT = "192.0.2.1";

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
        ProviderInCluster first = start(FIRST);
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
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(6))) {
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
            end(FIRST);
        }
    }

    /** Of the two addresses of its name one refuses all connections, and later another one takes its place that never answers. */
    @Test
    void aProviderThatLosesAnAddressCostsNoRequest() {
        ProviderInCluster first = start(FIRST);
        ProviderInCluster second = start(SECOND);
        lead(address(FIRST), address(SECOND));
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String before = gateway.stableRevision();
        gateway.patch("""
                {"spec": {
                  "providers": [
                    {"name": "openai", "api": "OpenAI", "baseUrl": "http://%s:8080/v1", "timeouts": {"connect": "2s"}, "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}},
                    {"name": "anthropic", "api": "Anthropic", "baseUrl": "http://simulated-provider:8080", "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}}]}}
                """.formatted(NAME));
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(6))) {
            awaitAsked(first);
            awaitAsked(second);
            first.refuseConnections();
            awaitAsked(second);
            pause();
            first.recover();
            awaitAsked(first);

            lead(SILENT, address(SECOND));
            awaitNotAsked(first);
            awaitAsked(second);
            pause();
            lead(address(FIRST), address(SECOND));
            awaitAsked(first);
            List<Observation> observations = load.finish(Stage.PATIENCE);
            Map<String, Integer> upstream = new HashMap<>(stage.provider().counts());
            first.counts().forEach((id, times) -> upstream.merge(id, times, Integer::sum));
            second.counts().forEach((id, times) -> upstream.merge(id, times, Integer::sum));
            System.err.printf(
                    "%d requests at the first address, %d at the second%n",
                    first.counts().size(), second.counts().size());
            Verdict verdict = Stage.judge(observations, upstream, MINIMUM);
            System.err.println(verdict.report());
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        } finally {
            end(FIRST);
            end(SECOND);
            endService(NAME);
        }
    }

    private ProviderInCluster start(String name) {
        return ProviderInCluster.start(
                stage.client(),
                stage.namespace(),
                name,
                stage.images().provider(),
                stage.cluster().nodeAddresses().getFirst());
    }

    private void end(String name) {
        stage.client()
                .apps()
                .deployments()
                .inNamespace(stage.namespace())
                .withName(name)
                .delete();
        endService(name);
    }

    private void endService(String name) {
        stage.client().services().inNamespace(stage.namespace()).withName(name).delete();
    }

    /** Of its Service. */
    private String address(String provider) {
        return Objects.requireNonNull(stage.client()
                        .services()
                        .inNamespace(stage.namespace())
                        .withName(provider)
                        .get())
                .getSpec()
                .getClusterIP();
    }

    /** Lets the name of the provider lead to these addresses. */
    private void lead(String... addresses) {
        for (HasMetadata object : stage.client()
                .load(new ByteArrayInputStream(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: %1$s}
                        spec:
                          clusterIP: None
                          ports: [{name: http, port: 8080}]
                        ---
                        apiVersion: discovery.k8s.io/v1
                        kind: EndpointSlice
                        metadata: {name: %1$s-by-hand, labels: {kubernetes.io/service-name: %1$s}}
                        addressType: IPv4
                        ports: [{name: http, port: 8080}]
                        endpoints: [{addresses: [%2$s]}, {addresses: [%3$s]}]
                        """.formatted(NAME, addresses[0], addresses[1]).getBytes(StandardCharsets.UTF_8)))
                .items()) {
            object.getMetadata().setNamespace(stage.namespace());
            stage.client().resource(object).forceConflicts().serverSideApply();
        }
    }

    /** Its pause is over. */
    private static void awaitAsked(ProviderInCluster provider) {
        int asked = provider.counts().size();
        await("requests at the first provider")
                .atMost(Stage.PATIENCE)
                .until(() -> provider.counts().size() > asked + 5);
    }

    /** The routers have looked its name up again. */
    private static void awaitNotAsked(ProviderInCluster provider) {
        int[] asked = {provider.counts().size()};
        await("no new requests at the first address")
                .atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> {
                    int before = asked[0];
                    asked[0] = provider.counts().size();
                    return asked[0] == before;
                });
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
