package dev.sluicegate.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.cluster.SharedCluster;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.Models;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 18: an installation of an earlier commit, its chart, its CRD, its operator and its routers, becomes one of this commit by {@code helm upgrade}
 * while requests and streams run. {@code make upgrade-check} builds the earlier one.
 */
@ExtendWith(SharedCluster.class)
class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String HOME = "sluicegate-upgrade-system";
    private static final String WATCHED = "sluicegate-upgrade-ai";
    private static final String WATCH = "watchNamespaces={" + WATCHED + "}";
    private static final String CRD = "routergateways.sluicegate.dev";
    private static final String GATEWAY = """
            apiVersion: sluicegate.dev/v1alpha1
            kind: RouterGateway
            metadata: {name: llm}
            spec:
              replicas: 2
              imagePullPolicy: IfNotPresent
              providers:
                - name: openai
                  api: OpenAI
                  baseUrl: http://simulated-provider:8080/v1
                  credentials: {secretKeyRef: {name: simulated-provider, key: api-key}}
                - name: anthropic
                  api: Anthropic
                  baseUrl: http://simulated-provider:8080
                  credentials: {secretKeyRef: {name: simulated-provider, key: api-key}}
              models:
                - {name: fast, targets: [{provider: openai, model: sim}]}
                - {name: smart, targets: [{provider: anthropic, model: sim}]}
              drain: {settle: 5s}
              service: {type: NodePort}
            """;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Images images;

    UpgradeIT(Cluster cluster) {
        this.cluster = cluster;
        this.client = cluster.newClient();
        this.images = Images.load(cluster);
    }

    @AfterEach
    void takeAway() {
        Stream.of(WATCHED, HOME).forEach(it -> client.namespaces().withName(it).delete());
        client.close();
    }

    @Test
    void anEarlierInstallationIsUpgradedUnderLoadAndNoRouterNotices() {
        Path earlier = ProjectFolder.resolve("e2e/target/earlier");
        Stream.of("router/server/target/router-image.tar", "operator/target/operator-image.tar")
                .forEach(it -> cluster.loadImage(earlier.resolve(it)));
        HelmRelease before = new HelmRelease(
                cluster,
                earlier.resolve(Helm.CHART).toString(),
                images.operator().replace(":dev", ":earlier"),
                "sluicegate",
                HOME);
        HelmRelease after = new HelmRelease(cluster, images, "sluicegate", HOME);
        before.install(WATCH).orThrow();
        ProviderInCluster provider = ProviderInCluster.start(
                client, WATCHED, images.provider(), cluster.nodeAddresses().getFirst());
        LiveGateway gateway = LiveGateway.apply(client, WATCHED, GATEWAY);
        gateway.awaitReady(PATIENCE);
        List<String> lives = lives(gateway);
        assertThat(lives).allMatch(it -> it.contains(":earlier"));
        String crd = crdDigest();

        LoadPlan plan = LoadPlan.small(
                gateway.targets(cluster.nodeAddresses()), new Models("fast", "smart"), Duration.ofSeconds(6));
        try (Load load = Load.start(plan)) {
            Patience.until("streams", PATIENCE, () -> load.progress().openStreams() > 0, gateway::describe);
            after.upgrade(WATCH).orThrow();
            assertThat(crdDigest()).as("the CRD").isNotEqualTo(crd);
            // which the new operator alone can do, with the routers of before
            gateway.scale(3);
            gateway.awaitReady(PATIENCE);
            assertThat(lives(gateway)).hasSize(3).containsAll(lives);

            // the next change brings the new routers
            String revision = gateway.stableRevision();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitProvenAfter(revision, PATIENCE);
            gateway.awaitReady(PATIENCE);
            assertThat(lives(gateway)).hasSize(3).noneMatch(it -> it.contains(":earlier"));

            Verdict verdict = ZeroLossOracle.judge(
                    load.finish(PATIENCE), provider.counts(), new MinimumLoad(100, 20, 2, Map.of()));
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        }
        gateway.delete();
        gateway.awaitGone(PATIENCE);
        after.uninstall().orThrow();
    }

    /** A restart would show in the number, another pod in the uid, another image in the name. */
    private static List<String> lives(LiveGateway gateway) {
        return gateway.pods().stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream()
                        .map(it -> pod.getMetadata().getUid() + " " + it.getImage() + " " + it.getRestartCount()))
                .toList();
    }

    private String crdDigest() {
        return Objects.requireNonNull(client.resources(CustomResourceDefinition.class)
                        .withName(CRD)
                        .get())
                .getMetadata()
                .getAnnotations()
                .getOrDefault("sluicegate.dev/crd", "");
    }
}
