package dev.sluicegate.e2e.demo;

import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.install.Images;
import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.e2e.install.ProviderInCluster;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.Models;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The story that the demo tells, step by step. */
final class Demo implements AutoCloseable {
    static final String NAMESPACE = "demo";

    private static final Models MODELS = new Models("fast", "claude");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** So little that every machine makes it, so much that zero means something. */
    private static final MinimumLoad MINIMUM = new MinimumLoad(
            2_000, 300, 200, Arrays.stream(ClientKind.values()).collect(Collectors.toMap(ClientKind::label, _ -> 50)));

    private final Screen screen;
    private final KubernetesClient client;
    private final Images images;
    private final ProviderInCluster provider;
    private final LiveGateway gateway;
    private final LoadPlan plan;

    private Demo(
            Screen screen,
            KubernetesClient client,
            Images images,
            ProviderInCluster provider,
            LiveGateway gateway,
            LoadPlan plan) {
        this.screen = screen;
        this.client = client;
        this.images = images;
        this.provider = provider;
        this.gateway = gateway;
        this.plan = plan;
    }

    /** Brings a cluster to where a gateway serves. */
    static Demo install(Cluster cluster, Screen screen) {
        KubernetesClient client = cluster.newClient();
        screen.step("loading the images into every node");
        Images images = Images.load(cluster);
        screen.step("installing the operator, and starting a simulated provider with numbered, paced tokens");
        Installation.install(client, images, NAMESPACE);
        List<String> nodes = cluster.nodeAddresses();
        ProviderInCluster provider = ProviderInCluster.start(client, NAMESPACE, images.provider(), nodes.getFirst());
        screen.step("kubectl apply -f examples/quickstart.yaml");
        LiveGateway gateway = LiveGateway.apply(client, NAMESPACE, quickstart());
        // the demo's clients are outside of the cluster
        gateway.patch("{\"spec\":{\"service\":{\"type\":\"NodePort\"}}}");
        gateway.awaitReady(PATIENCE);
        return new Demo(screen, client, images, provider, gateway, LoadPlan.full(gateway.targets(nodes), MODELS));
    }

    /** The provider has its Secret already, the one that the quickstart has too. */
    private static String quickstart() {
        try {
            String manifests = Files.readString(ProjectFolder.resolve("examples/quickstart.yaml"));
            return manifests.substring(manifests.lastIndexOf("\n---\n") + "\n---\n".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Verdict run() {
        try (Load load = Load.start(plan)) {
            screen.step("opening more than 200 streams of 5 s to 2 min, and short requests beside them:"
                    + " HTTP/1.1, HTTP/2, the SDKs of OpenAI and Anthropic");
            watchUntil(load, () -> load.progress().openStreams() >= 200);
            roll(
                    load,
                    "changing the config: limits.maxRequestBodySize",
                    "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            roll(load, "changing the image", "{\"spec\":{\"image\":\"" + images.routerNext() + "\"}}");
            screen.step("scaling in from 3 to 2; no new requests from here on, the open ones go on to their end");
            gateway.scale(2);
            load.stopStarting();
            watchUntil(load, () -> load.progress().open() == 0);
            List<Observation> observations = load.finish(PATIENCE);
            Verdict verdict = ZeroLossOracle.judge(observations, provider.counts(), MINIMUM);
            gateway.awaitReady(PATIENCE);
            screen.step("done");
            Summary.lines(observations, verdict).forEach(System.out::println);
            gateway.cutStreams()
                    .ifPresent(cut -> System.out.println("the gateway's own status counts " + cut + " cut streams"));
            return verdict;
        }
    }

    private void roll(Load load, String what, String change) {
        screen.step(what);
        String before = gateway.stableRevision();
        Instant from = Instant.now();
        gateway.patch(change);
        watchUntil(load, () -> gateway.hasProvenAfter(before));
        screen.note("all pods in the Service run the new revision after "
                + Duration.between(from, Instant.now()).toSeconds()
                + " s; old ones may still be finishing their streams");
    }

    private void watchUntil(Load load, BooleanSupplier done) {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException(
                        "this step did not end within " + PATIENCE.toMinutes() + " minutes; " + gateway.describe());
            }
            screen.show(Dashboard.lines(gateway.status(), load.progress()));
            pause();
        }
        screen.show(Dashboard.lines(gateway.status(), load.progress()));
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
