package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.ApiFaults;
import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.cluster.Cluster;
import dev.sluicegate.e2e.install.Evidence;
import dev.sluicegate.e2e.install.Images;
import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.PodTimeline;
import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.e2e.install.ProviderInCluster;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.load.Models;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import dev.sluicegate.e2e.trace.DecisionTrace;
import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ConditionTimeoutException;

/** The shared set-up of all tests: a cluster with the operator, and a namespace with a simulated provider. */
final class Stage implements AutoCloseable {
    /** For anything that a cluster on a busy machine does. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    static final Models MODELS = new Models("fast", "smart");

    /** Looked after too, for the test that deletes it. */
    static final String DOOMED_NAMESPACE = "sluicegate-e2e-doomed";

    private static final String NAMESPACE = "sluicegate-e2e";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Images images;
    private final ProviderInCluster provider;
    private final List<Removals> removals = new ArrayList<>();
    private final Set<String> deletedByHand = ConcurrentHashMap.newKeySet();
    private final List<Path> logsOnHost = new ArrayList<>();
    /** The logs of operators that are gone by the end of the test. */
    private final StringBuilder earlierLogs = new StringBuilder();

    private boolean isAway;
    private Instant decidedUntil = Instant.now();

    private record Removals(PodTimeline timeline, Duration settle) {}

    /** Loads the images, installs the operator and starts the provider. */
    Stage(Cluster cluster) {
        this.cluster = cluster;
        this.client = cluster.newClient();
        this.images = Images.load(cluster);
        Installation.install(client, images, NAMESPACE, DOOMED_NAMESPACE);
        this.provider = ProviderInCluster.start(
                client, NAMESPACE, images.provider(), cluster.nodeAddresses().getFirst());
    }

    /** Writes what is there into a folder for this test, and says where. */
    void keepEvidence(String test) {
        Path folder = Path.of("target", "evidence", test).toAbsolutePath();
        Evidence.dump(client, NAMESPACE, folder);
        System.err.println("what was in the cluster when " + test + " failed is in " + folder);
    }

    /** Row 32: every pod that was removed had left the Service and settled before its deletion began. */
    void checkRemovals() {
        List<Removals> all = List.copyOf(removals);
        removals.clear();
        for (Removals each : all) {
            try (PodTimeline timeline = each.timeline) {
                assertThat(timeline.lives())
                        .filteredOn(life -> !deletedByHand.contains(life.name()))
                        .as("pods of which none was deleted within %s of leaving the Service", each.settle)
                        .noneMatch(life -> life.wasHasty(each.settle));
            }
        }
    }

    /** Every decision since the last test comes out the same again, and none breaks a promise. A wrong operator's are left out. */
    void checkDecisions() throws IOException {
        keepOperatorLog();
        StringBuilder logs = new StringBuilder(earlierLogs);
        earlierLogs.setLength(0);
        for (Path log : logsOnHost) {
            logs.append(Files.readString(log));
        }
        logsOnHost.clear();
        DecisionTrace trace = DecisionTrace.of(logs.toString());
        List<String> faults = trace.faults();
        System.err.println(trace.decisions().size() + " decisions were made again, with " + faults.size() + " faults");
        assertThat(faults).isEmpty();
    }

    private void keepOperatorLog() {
        earlierLogs.append(Installation.operatorLog(client, decidedUntil));
        decidedUntil = Instant.now();
    }

    /** The test's own operator, which writes its log there, decides for this gateway; both are held to what all are. */
    void watches(LiveGateway gateway, String namespace, Duration settle, List<Path> logs) {
        removals.add(new Removals(PodTimeline.watch(client, namespace, gateway.name()), settle));
        logsOnHost.addAll(logs);
    }

    /** The test deletes this pod as a person does, without asking the operator. */
    void deletesByHand(String pod) {
        deletedByHand.add(pod);
    }

    /** Where the classes of the operator are. */
    static List<Path> operator() {
        return List.of(ProjectFolder.resolve("operator/target/operator.jar"));
    }

    /** An operator on this machine, which takes the place of the one in the cluster until the test has ended; only where pods can be reached from here. */
    OperatorOnHost operatorOnHost(List<Path> classes, ApiFaults faults, String name) {
        assumeThat(cluster.faults().canStopComponents())
                .as("pods of %s can be reached from here", cluster.description())
                .isTrue();
        withoutOperator();
        Path folder = Path.of("target", "evidence", "operator-" + name).toAbsolutePath();
        if (classes.equals(operator())) {
            logsOnHost.add(folder.resolve(OperatorOnHost.LOG));
        }
        return new OperatorOnHost(
                client,
                classes,
                Map.of(
                        "WATCH_NAMESPACES",
                        NAMESPACE,
                        "POD_NAMESPACE",
                        Installation.NAMESPACE,
                        "DEFAULT_ROUTER_IMAGE",
                        images.router(),
                        Installation.DECISIONS,
                        "DEBUG"),
                faults,
                folder);
    }

    /** There is no operator until the test has ended or brings it back. */
    void withoutOperator() {
        isAway = true;
        keepOperatorLog();
        Installation.scaleOperator(client, 0);
    }

    /** Ends the operator in the cluster, and starts the next one. */
    void restartOperator() {
        keepOperatorLog();
        Installation.scaleOperator(client, 0);
        Installation.scaleOperator(client, 1);
    }

    /** Gives the operator in the cluster another release, as an upgrade of the chart does, and waits for it. */
    void upgradeOperator(String release, String defaultRouter) {
        keepOperatorLog();
        Installation.upgradeOperator(client, release, defaultRouter);
    }

    /** The test has Kubernetes delete the pods of this gateway, without asking the operator. */
    void deletesByHand(LiveGateway gateway) {
        gateway.pods().forEach(pod -> deletesByHand(pod.getMetadata().getName()));
    }

    /** Tells every gateway to go, without waiting for it, and forgets what the provider has seen. */
    void clear() {
        if (isAway) {
            Installation.scaleOperator(client, 1);
            isAway = false;
        }
        client.resources(RouterGateway.class).inNamespace(NAMESPACE).delete();
        provider.forget();
    }

    Cluster cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return client;
    }

    Images images() {
        return images;
    }

    String namespace() {
        return NAMESPACE;
    }

    ProviderInCluster provider() {
        return provider;
    }

    /** Applies a gateway, and waits until it serves. */
    LiveGateway serving(GatewayManifest manifest) {
        return serving(manifest, PATIENCE);
    }

    /** As {@link #serving(GatewayManifest)}, with another patience. */
    LiveGateway serving(GatewayManifest manifest, Duration patience) {
        LiveGateway gateway = LiveGateway.apply(client, NAMESPACE, manifest.yaml());
        if (manifest.mutant().isEmpty()) {
            removals.add(new Removals(
                    timeline(gateway), Duration.parse("PT" + manifest.settle().toUpperCase(Locale.ROOT))));
        }
        gateway.awaitReady(patience);
        // a new Service is known to every node a moment later
        awaitAnswers(targets(gateway));
        return gateway;
    }

    void awaitAnswers(List<URI> targets) {
        targets.forEach(target -> await(target + " answers")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> statusOf(target.resolve("/v1/models")) == 200));
    }

    private static int statusOf(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    List<URI> targets(LiveGateway gateway) {
        return gateway.targets(cluster.nodeAddresses());
    }

    Load load(LoadPlan plan) {
        return Load.start(plan);
    }

    /**
     * The usual small load, once 20 of its streams are open.
     *
     * @param longest how long its longest streams take
     */
    Load busyLoad(LiveGateway gateway, Duration longest) {
        Load load = load(LoadPlan.small(targets(gateway), MODELS, longest));
        try {
            await("streams at work")
                    .atMost(PATIENCE)
                    .until(() -> load.progress().openStreams() >= 20);
            return load;
        } catch (RuntimeException e) {
            load.close();
            throw e;
        }
    }

    List<String> nodes() {
        return client.nodes().list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    PodTimeline timeline(LiveGateway gateway) {
        return PodTimeline.watch(client, NAMESPACE, gateway.name());
    }

    Verdict judge(List<Observation> observations, MinimumLoad minimum) {
        return judge(observations, provider.counts(), minimum);
    }

    /** @param upstream how often each request was seen by whichever provider */
    static Verdict judge(List<Observation> observations, Map<String, Integer> upstream, MinimumLoad minimum) {
        Verdict verdict = ZeroLossOracle.judge(observations, upstream, minimum);
        System.err.println(verdict.report());
        if (verdict instanceof Verdict.Red red) {
            keepLosses(red);
        }
        return verdict;
    }

    /** All of them; the report has the first. */
    private static void keepLosses(Verdict.Red red) {
        try {
            Path file = Path.of("target", "evidence", "losses-" + System.currentTimeMillis() + ".txt");
            Files.createDirectories(file.getParent());
            Files.write(
                    file, red.losses().entrySet().stream().map(Object::toString).toList());
            System.err.println("all losses are in " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes everything away that was installed. */
    @Override
    public void close() {
        clear();
        try {
            await("the last gateways to go")
                    .atMost(PATIENCE)
                    .until(() -> client.resources(RouterGateway.class)
                            .inNamespace(NAMESPACE)
                            .list()
                            .getItems()
                            .isEmpty());
        } catch (ConditionTimeoutException e) {
            keepEvidence("gateways that stay");
            throw e;
        }
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(DOOMED_NAMESPACE).delete();
        client.namespaces().withName(Installation.NAMESPACE).delete();
        client.close();
    }
}
