package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The custom metrics API of a cluster ({@code custom.metrics.k8s.io/v1beta2}), served from this process in place of prometheus-adapter: what
 * a gateway's pods have in flight, for the HorizontalPodAutoscaler's controller.
 */
final class MetricsAdapter implements AutoCloseable {
    private static final String GROUP = "custom.metrics.k8s.io";
    private static final String VERSION = "v1beta2";
    private static final String ROOT = "/apis/" + GROUP + "/" + VERSION;
    private static final String METRIC = "sluicegate_in_flight";
    private static final String NAME = "sluicegate-metrics-adapter";
    private static final char[] PASSWORD = "no-secret-at-all".toCharArray();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KubernetesClient client;
    private final LiveGateway gateway;
    private final HttpsServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile ToIntBiFunction<Pod, Integer> value;

    /** Serves what the pods really have in flight. */
    MetricsAdapter(KubernetesClient client, String namespace, LiveGateway gateway) throws Exception {
        this.client = client;
        this.gateway = gateway;
        this.value = (pod, _) -> gateway.inFlight(pod);
        URI api = client.getMasterUrl().toURI();
        InetAddress here;
        try (Socket socket = new Socket(api.getHost(), api.getPort())) {
            here = socket.getLocalAddress(); // where the API server sees this process
        }
        server = HttpsServer.create(new InetSocketAddress(here, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        register(namespace, here.getHostAddress());
    }

    /** Serves something else from now on: the value of a pod, by how often the metric was asked for since the start. */
    void serve(ToIntBiFunction<Pod, Integer> other) {
        value = other;
    }

    private void register(String namespace, String address) {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(443)
                        .endPort()
                        .endSpec()
                        .build())
                .serverSideApply();
        client.resource(new EndpointsBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewSubset()
                        .addNewAddress()
                        .withIp(address)
                        .endAddress()
                        .addNewPort()
                        .withPort(server.getAddress().getPort())
                        .endPort()
                        .endSubset()
                        .build())
                .serverSideApply();
        client.load(resource("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: %s.%s}
                spec:
                  group: %s
                  version: %s
                  groupPriorityMinimum: 100
                  versionPriority: 100
                  insecureSkipTLSVerify: true
                  service: {name: %s, namespace: %s}
                """.formatted(VERSION, GROUP, GROUP, VERSION, NAME, namespace)))
                .serverSideApply();
    }

    private static InputStream resource(String yaml) {
        return new ByteArrayInputStream(yaml.getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Object body;
        if (path.equals(ROOT)) {
            body = Map.of(
                    "kind",
                    "APIResourceList",
                    "apiVersion",
                    "v1",
                    "groupVersion",
                    GROUP + "/" + VERSION,
                    "resources",
                    List.of(Map.of(
                            "name",
                            "pods/" + METRIC,
                            "singularName",
                            "",
                            "namespaced",
                            true,
                            "kind",
                            "MetricValueList",
                            "verbs",
                            List.of("get"))));
        } else if (path.endsWith("/pods/*/" + METRIC)) {
            int times = asked.getAndIncrement();
            body = Map.of(
                    "kind",
                    "MetricValueList",
                    "apiVersion",
                    GROUP + "/" + VERSION,
                    "metadata",
                    Map.of(),
                    "items",
                    serving().map(pod -> item(pod, times)).toList());
        } else {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        byte[] text = JSON.writeValueAsBytes(body);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    /** As status.selector says. */
    private Stream<Pod> serving() {
        return gateway.pods().stream()
                .filter(RouterPods::isOn)
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null);
    }

    private Map<String, Object> item(Pod pod, int times) {
        return Map.of(
                "describedObject",
                        Map.of(
                                "kind",
                                "Pod",
                                "apiVersion",
                                "/v1",
                                "namespace",
                                pod.getMetadata().getNamespace(),
                                "name",
                                pod.getMetadata().getName()),
                "metric", Map.of("name", METRIC),
                "timestamp", Instant.now().toString(),
                "value", Integer.toString(value.applyAsInt(pod, times)));
    }

    /** The certificate of a server that nobody verifies. */
    private static SSLContext selfSigned() throws IOException, GeneralSecurityException, InterruptedException {
        Path store = Files.createTempDirectory("adapter").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + NAME,
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        client.genericKubernetesResources("apiregistration.k8s.io/v1", "APIService")
                .withName(VERSION + "." + GROUP)
                .delete();
        server.stop(0);
    }
}
