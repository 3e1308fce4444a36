package dev.sluicegate.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cluster is what the other tests rely on: pods, Services, names, NodePorts, and the faults. */
@ExtendWith(SharedCluster.class)
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String GREETING = "hello from web\n";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final String namespace = "cluster-" + UUID.randomUUID().toString().substring(0, 8);

    ClusterIT(Cluster cluster) {
        this.cluster = cluster;
        this.client = cluster.newClient();
    }

    @BeforeEach
    void createNamespace() {
        // The strictest standard: the products' own pods have to run under it.
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        await("the namespace's service account")
                .atMost(PATIENCE)
                .until(() -> client.serviceAccounts()
                                .inNamespace(namespace)
                                .withName("default")
                                .get()
                        != null);
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }

    @Test
    void every_node_is_ready() {
        var nodes = client.nodes().list().getItems();

        assertThat(nodes).isNotEmpty().allMatch(ClusterIT::isReady);
        assertThat(cluster.nodeAddresses()).hasSameSizeAs(nodes);
    }

    @Test
    void a_service_is_reached_by_its_name_from_a_pod_and_by_its_node_port_from_here() throws Exception {
        runWebServer();
        var port = awaitNodePort(createService());

        var name = "web." + namespace + ".svc.cluster.local";
        // The pause keeps the connection open until the answer is here.
        var byName = "{ printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 1; } | nc " + name + " 80";
        await("the Service to answer in the cluster")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shell(byName)).endsWith(GREETING));
        for (var address : cluster.nodeAddresses()) {
            assertThat(get(address, port)).as("NodePort at " + address).isEqualTo(GREETING);
        }
    }

    @Test
    void a_pod_goes_on_while_kubelet_is_stopped() throws Exception {
        assumeTrue(cluster.faults().canStopComponents(), () -> cluster.description() + " cannot stop its components");
        runWebServer();
        var port = awaitNodePort(createService());
        var node = nodeOfWebServer();

        cluster.faults().stopKubelet(node);
        try {
            webServer().delete();
            for (var address : cluster.nodeAddresses()) {
                assertThat(get(address, port)).isEqualTo(GREETING);
            }
            assertThat(webServer().get()).as("a pod that nobody ends").isNotNull();
        } finally {
            cluster.faults().startKubelet(node);
        }
        webServer().waitUntilCondition(Objects::isNull, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void traffic_goes_on_while_kube_proxy_is_stopped() throws Exception {
        assumeTrue(cluster.faults().canStopComponents(), () -> cluster.description() + " cannot stop its components");
        runWebServer();
        var port = awaitNodePort(createService());
        var node = nodeOfWebServer();

        cluster.faults().stopKubeProxy(node);
        try {
            for (var address : cluster.nodeAddresses()) {
                assertThat(get(address, port)).isEqualTo(GREETING);
            }
        } finally {
            cluster.faults().startKubeProxy(node);
        }
    }

    @Test
    void traffic_goes_on_while_the_api_server_is_stopped() throws Exception {
        assumeTrue(cluster.faults().canStopComponents(), () -> cluster.description() + " cannot stop its components");
        runWebServer();
        var port = awaitNodePort(createService());

        cluster.faults().stopApiServer();
        try (var impatient = clientWithoutRetries()) {
            assertThatThrownBy(() -> impatient.nodes().list()).isInstanceOf(KubernetesClientException.class);
            assertThat(get(cluster.nodeAddresses().getFirst(), port)).isEqualTo(GREETING);
        } finally {
            cluster.faults().startApiServer();
        }
        assertThat(client.nodes().list().getItems()).isNotEmpty();
    }

    @Test
    void a_drained_node_is_left_by_its_pods_and_takes_none_until_it_is_uncordoned() throws Exception {
        runWebServer();
        var node = nodeOfWebServer();

        cluster.faults().drain(node, PATIENCE);
        try {
            assertThat(webServer().get()).isNull();
            assertThat(client.nodes().withName(node).get().getSpec().getUnschedulable())
                    .isTrue();
        } finally {
            cluster.faults().uncordon(node);
        }
        assertThat(client.nodes().withName(node).get().getSpec().getUnschedulable())
                .isNull();
    }

    private static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private void runWebServer() {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace(namespace)
                        .addToLabels("app", "web")
                        .endMetadata()
                        .withNewSpec()
                        .withTerminationGracePeriodSeconds(1L)
                        .withNewSecurityContext()
                        .withRunAsNonRoot(true)
                        .withRunAsUser(65534L)
                        .withNewSeccompProfile()
                        .withType("RuntimeDefault")
                        .endSeccompProfile()
                        .endSecurityContext()
                        .addNewContainer()
                        .withName("web")
                        .withImage(cluster.shellImage())
                        .withCommand("sh", "-c", "echo hello from web >/tmp/index.html; exec httpd -f -p 8080 -h /tmp")
                        .withNewReadinessProbe()
                        .withNewTcpSocket()
                        .withPort(new IntOrString(8080))
                        .endTcpSocket()
                        .withPeriodSeconds(1)
                        .endReadinessProbe()
                        .withNewSecurityContext()
                        .withAllowPrivilegeEscalation(false)
                        .withNewCapabilities()
                        .withDrop("ALL")
                        .endCapabilities()
                        .endSecurityContext()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        webServer().waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Service createService() {
        return client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withType("NodePort")
                        .withSelector(Map.of("app", "web"))
                        .addNewPort()
                        .withPort(80)
                        .withTargetPort(new IntOrString(8080))
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    private PodResource webServer() {
        return client.pods().inNamespace(namespace).withName("web");
    }

    /** Rules for a new Service reach the nodes a moment later. */
    private int awaitNodePort(Service service) {
        int port = service.getSpec().getPorts().getFirst().getNodePort();
        for (var address : cluster.nodeAddresses()) {
            await("NodePort " + port + " at " + address)
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get(address, port).equals(GREETING));
        }
        return port;
    }

    private KubernetesClient clientWithoutRetries() {
        var config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private String nodeOfWebServer() {
        return webServer().get().getSpec().getNodeName();
    }

    private String shell(String command) {
        var output = new ByteArrayOutputStream();
        try (var exec = webServer().writingOutput(output).exec("sh", "-c", command)) {
            exec.exitCode().join();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static String get(String address, int port) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + "/"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
