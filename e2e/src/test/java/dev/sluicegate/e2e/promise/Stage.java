package dev.sluicegate.e2e.promise;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.install.Evidence;
import dev.sluicegate.e2e.install.Images;
import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.install.ProviderInCluster;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.Models;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What one test class works with: a namespace with a simulated provider, in a cluster with the operator. */
final class Stage implements AutoCloseable {
    /** For anything that a cluster on a busy machine does. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    static final Models MODELS = new Models("fast", "smart");

    private static final Set<Stage> OPEN = ConcurrentHashMap.newKeySet();
    private static @Nullable Images images;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final String namespace;
    private final ProviderInCluster provider;

    private Stage(Cluster cluster, String name) {
        this.cluster = cluster;
        this.client = cluster.newClient();
        this.namespace = name + "-" + UUID.randomUUID().toString().substring(0, 5);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        OPEN.add(this);
        this.provider = ProviderInCluster.start(
                client, namespace, images().provider(), cluster.nodeAddresses().getFirst());
    }

    /** The first one loads the images and installs the operator. */
    static synchronized Stage open(Cluster cluster, String name) {
        if (images == null) {
            Images loaded = Images.load(cluster);
            try (KubernetesClient client = cluster.newClient()) {
                Installation.install(cluster, client, loaded);
            }
            images = loaded;
        }
        return new Stage(cluster, name);
    }

    static Images images() {
        Images loaded = images;
        if (loaded == null) {
            throw new IllegalStateException("no stage was opened yet");
        }
        return loaded;
    }

    /** Writes what is there in every open stage into a folder for this test, and says where. */
    static void dumpAll(String test) {
        for (Stage stage : OPEN) {
            Path folder = Path.of("target", "evidence", test).toAbsolutePath();
            Evidence.dump(stage.client, stage.namespace, folder);
            System.err.println("what was in " + stage.namespace + " when " + test + " failed is in " + folder);
        }
    }

    Cluster cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    ProviderInCluster provider() {
        return provider;
    }

    /** Applies a gateway, and waits until it serves. */
    LiveGateway serving(GatewayManifest manifest) {
        LiveGateway gateway = LiveGateway.apply(client, namespace, manifest.yaml());
        gateway.awaitReady(PATIENCE);
        return gateway;
    }

    List<URI> targets(LiveGateway gateway) {
        return gateway.targets(cluster.nodeAddresses());
    }

    Load load(LoadPlan plan) {
        return Load.start(plan);
    }

    PodTimeline timeline(LiveGateway gateway) {
        return PodTimeline.watch(client, namespace, gateway.name());
    }

    Verdict judge(List<Observation> observations, MinimumLoad minimum) {
        Verdict verdict = ZeroLossOracle.judge(observations, provider.counts(), minimum);
        System.err.println(verdict.report());
        return verdict;
    }

    /** The namespace goes in the background. */
    @Override
    public void close() {
        OPEN.remove(this);
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
