package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.scale.ApiCounts;
import dev.sluicegate.e2e.scale.SimulatedNodes;
import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 21: as many gateways as {@code sluicegate.gateways} says, of three pods each, of which one is broken, from nothing to quiet, after a restart of the operator, and
 * through a rollout of all. API server, controllers and scheduler are real, nodes and routers are simulated. {@code make scale} makes it 1,000.
 */
@ExtendWith(OnStage.class)
class ManyGatewaysIT {
    private static final int GATEWAYS = Integer.getInteger("sluicegate.gateways", 50);
    private static final int REPLICAS = 3;
    private static final String BROKEN = "many-broken";
    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final Duration QUIET = Duration.ofSeconds(60);
    /** Of which a container with the chart's limit gives 60 % to the heap. */
    private static final int MEMORY_LIMIT_MIB = 512;

    private final Stage stage;
    private final KubernetesClient client;
    private final ApiCounts calls = new ApiCounts();

    ManyGatewaysIT(Stage stage) {
        this.stage = stage;
        this.client = stage.client();
    }

    @Test
    void areServedFromOneBoundedOperatorThatIsQuietWhenNothingChanges() throws IOException {
        stage.withoutOperator();
        List<String> real = stage.nodes();
        // a thousand Services are much work for them, and nobody calls one
        real.forEach(stage.cluster().faults()::stopKubeProxy);
        try (SimulatedNodes nodes = new SimulatedNodes(client, stage.namespace(), addressOfThisMachine())) {
            forAll(number -> client.resource(gateway(number)).create());
            create(broken());
            try (OperatorOnHost operator = operator()) {
                measure("from nothing to ready", operator, nodes, () -> awaitReady(1));
                measureQuiet(operator, nodes);
                assertThat(list())
                        .as("the broken one says so")
                        .filteredOn(ManyGatewaysIT::saysThatItsSecretIsMissing)
                        .hasSize(1);

                operator.kill();
                measure("an operator that starts with all of it there", operator, nodes, () -> awaitStarted(operator));
                measureQuiet(operator, nodes);

                measure("a rollout of all", operator, nodes, () -> {
                    forAll(number -> client.resources(RouterGateway.class)
                            .inNamespace(stage.namespace())
                            .withName(name(number))
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}"));
                    awaitReady(2);
                });
                measureQuiet(operator, nodes);
                assertThat(operator.starts())
                        .as("it was started again by us once, and never died")
                        .isEqualTo(2);
                assertThat(calls.wholeLists())
                        .as("a whole list is in memory twice while it is read")
                        .doesNotContain("routergateways", "pods", "replicasets", "services", "configmaps", "secrets");
                measure("a deletion of all", operator, nodes, this::deleteAll);
            }
        } finally {
            real.forEach(stage.cluster().faults()::startKubeProxy);
        }
    }

    private OperatorOnHost operator() {
        Path folder = Path.of("target", "evidence", "operator-many").toAbsolutePath();
        return new OperatorOnHost(
                client,
                Stage.operator(),
                Map.of(
                        "WATCH_NAMESPACES",
                        stage.namespace(),
                        "POD_NAMESPACE",
                        Installation.NAMESPACE,
                        "DEFAULT_ROUTER_IMAGE",
                        stage.images().router()),
                calls,
                folder);
    }

    private void measure(String what, OperatorOnHost operator, SimulatedNodes nodes, Runnable work) {
        Instant began = Instant.now();
        Duration cpu = operator.cpu();
        long asked = nodes.asked();
        calls.take();
        work.run();
        System.err.printf(
                "%d gateways, %d pods: %s: %d s, %.1f s of the operator's CPU, at most %d MiB resident, routers asked %d times, calls %s%n",
                GATEWAYS,
                nodes.running(),
                what,
                Duration.between(began, Instant.now()).toSeconds(),
                operator.cpu().minus(cpu).toMillis() / 1000.0,
                operator.mostResidentMib(),
                nodes.asked() - asked,
                calls.take());
        assertThat(operator.mostResidentMib()).as("MiB").isLessThanOrEqualTo(MEMORY_LIMIT_MIB);
    }

    /** What was begun ends first; then a minute has to pass in which nothing is written. */
    private void measureQuiet(OperatorOnHost operator, SimulatedNodes nodes) {
        awaitNoWriteFor(Duration.ofSeconds(30));
        long before = calls.writes();
        measure("a minute in which nothing changes but what the routers carry", operator, nodes, () -> {
            Instant end = Instant.now().plus(QUIET);
            await().atMost(QUIET.plusSeconds(30)).until(() -> Instant.now().isAfter(end));
        });
        assertThat(calls.writes() - before).as("writes in a quiet minute").isZero();
    }

    private void awaitNoWriteFor(Duration silence) {
        long[] last = {calls.writes()};
        Instant[] since = {Instant.now()};
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
            if (calls.writes() != last[0]) {
                last[0] = calls.writes();
                since[0] = Instant.now();
            }
            return Instant.now().isAfter(since[0].plus(silence));
        });
    }

    /** Ready at this generation: all but the broken one. */
    private void awaitReady(long generation) {
        Instant[] told = {Instant.now()};
        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> {
                    long ready = list().stream()
                            .filter(it -> isReady(it, generation))
                            .count();
                    if (Instant.now().isAfter(told[0].plusSeconds(30))) {
                        told[0] = Instant.now();
                        System.err.println(ready + " of " + GATEWAYS + " gateways are ready");
                    }
                    return ready == GATEWAYS;
                });
    }

    /** It has started again, leads, and has written whatever there was to write. */
    private void awaitStarted(OperatorOnHost operator) {
        await().atMost(LIMIT)
                .until(() -> operator.starts() == 2 && operator.cpu().toMillis() > 0);
        awaitNoWriteFor(Duration.ofSeconds(20));
    }

    private List<RouterGateway> list() {
        return client.resources(RouterGateway.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static boolean isReady(RouterGateway gateway, long generation) {
        return gateway.getStatus() != null
                && gateway.getStatus().conditions() != null
                && gateway.getStatus().conditions().stream().anyMatch(it -> isReady(it, generation));
    }

    private static boolean saysThatItsSecretIsMissing(RouterGateway gateway) {
        return gateway.getStatus() != null
                && gateway.getStatus().conditions() != null
                && gateway.getStatus().conditions().stream()
                        .anyMatch(it -> it.getType().equals("Accepted") && "SecretMissing".equals(it.getReason()));
    }

    private static boolean isReady(Condition condition, long generation) {
        return condition.getType().equals("Ready")
                && condition.getStatus().equals("True")
                && condition.getObservedGeneration() >= generation;
    }

    /** One by one, as they came: the API server takes longer for all at once than a client waits. */
    private void deleteAll() {
        forAll(number -> delete(name(number)));
        delete(BROKEN);
        await("all to be gone")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> list().isEmpty());
    }

    private void delete(String name) {
        client.resources(RouterGateway.class)
                .inNamespace(stage.namespace())
                .withName(name)
                .delete();
    }

    private static void forAll(IntConsumer each) {
        try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, GATEWAYS).forEach(number -> workers.execute(() -> each.accept(number)));
        }
    }

    private void create(RouterGateway gateway) {
        client.resource(gateway).create();
    }

    private static String name(int number) {
        return "many-" + number;
    }

    private RouterGateway gateway(int number) {
        return gateway(name(number), "simulated-provider");
    }

    /** Its provider's key is nowhere. */
    private RouterGateway broken() {
        return gateway(BROKEN, "not-there");
    }

    private RouterGateway gateway(String name, String secret) {
        RouterGateway gateway = client.getKubernetesSerialization()
                .unmarshal(
                        """
                apiVersion: sluicegate.dev/v1alpha1
                kind: RouterGateway
                metadata: {name: %s}
                spec:
                  replicas: %d
                  providers:
                    - name: openai
                      api: OpenAI
                      baseUrl: http://simulated-provider:8080/v1
                      credentials: {secretKeyRef: {name: %s, key: api-key}}
                  models:
                    - {name: fast, targets: [{provider: openai, model: sim}]}
                  drain: {settle: 1s, timeout: 2m, terminationBudget: 1m}
                  pod:
                    nodeSelector: {%s: "true"}
                    tolerations: [{key: %s, operator: Exists}]
                """.formatted(name, REPLICAS, secret, SimulatedNodes.KEY, SimulatedNodes.KEY),
                        RouterGateway.class);
        gateway.getMetadata().setNamespace(stage.namespace());
        return gateway;
    }

    /** The one by which a node is reached. */
    private String addressOfThisMachine() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getByName(stage.cluster().nodeAddresses().getFirst()), 9));
            return socket.getLocalAddress().getHostAddress();
        }
    }
}
