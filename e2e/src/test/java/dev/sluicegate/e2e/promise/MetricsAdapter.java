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
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The metrics APIs of a cluster, served from this process for the HorizontalPodAutoscaler's controller: what a gateway's pods have in flight, for each
 * pod in place of prometheus-adapter ({@code custom.metrics.k8s.io/v1beta2}), and in all in place of KEDA ({@code external.metrics.k8s.io/v1beta1}).
 */
final class MetricsAdapter implements AutoCloseable {
    /** The name that KEDA gives to what the first trigger of a ScaledObject asks Prometheus for. */
    static final String OF_KEDA = "s0-prometheus";

    private static final String METRIC = "sluicegate_in_flight";
    private static final String NAME = "sluicegate-metrics-adapter";
    private static final char[] PASSWORD = "no-secret-at-all".toCharArray();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private enum Api {
        CUSTOM("custom.metrics.k8s.io", "v1beta2", "pods/" + METRIC, "MetricValueList"),
        EXTERNAL("external.metrics.k8s.io", "v1beta1", OF_KEDA, "ExternalMetricValueList");

        private final String group;
        private final String version;
        private final String resource;
        private final String kind;

        Api(String group, String version, String resource, String kind) {
            this.group = group;
            this.version = version;
            this.resource = resource;
            this.kind = kind;
        }

        String path() {
            return "/apis/" + groupVersion();
        }

        String groupVersion() {
            return group + "/" + version;
        }

        /** The name of its APIService. */
        String service() {
            return version + "." + group;
        }
    }

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
        for (Api api : Api.values()) {
            client.load(resource("""
                    apiVersion: apiregistration.k8s.io/v1
                    kind: APIService
                    metadata: {name: %s}
                    spec:
                      group: %s
                      version: %s
                      groupPriorityMinimum: 100
                      versionPriority: 100
                      insecureSkipTLSVerify: true
                      service: {name: %s, namespace: %s}
                    """.formatted(api.service(), api.group, api.version, NAME, namespace)))
                    .serverSideApply();
        }
    }

    private static InputStream resource(String yaml) {
        return new ByteArrayInputStream(yaml.getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Optional<Api> asked =
                Stream.of(Api.values()).filter(it -> path.startsWith(it.path())).findFirst();
        Optional<Map<String, Object>> body = asked.filter(it -> path.equals(it.path()))
                .map(MetricsAdapter::resources)
                .or(() -> asked.filter(_ -> path.endsWith("/" + METRIC) || path.endsWith("/" + OF_KEDA))
                        .map(this::values));
        if (body.isEmpty()) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        byte[] text = JSON.writeValueAsBytes(body.get());
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private static Map<String, Object> resources(Api api) {
        return Map.of(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                api.groupVersion(),
                "resources",
                List.of(Map.of(
                        "name",
                        api.resource,
                        "singularName",
                        "",
                        "namespaced",
                        true,
                        "kind",
                        api.kind,
                        "verbs",
                        List.of("get"))));
    }

    private Map<String, Object> values(Api api) {
        int times = asked.getAndIncrement();
        List<Map<String, Object>> items = switch (api) {
            case CUSTOM -> serving().map(pod -> item(pod, times)).toList();
            case EXTERNAL ->
                List.of(Map.of(
                        "metricName",
                        OF_KEDA,
                        "metricLabels",
                        Map.of(),
                        "timestamp",
                        Instant.now().toString(),
                        "value",
                        Integer.toString(serving()
                                .mapToInt(pod -> value.applyAsInt(pod, times))
                                .sum())));
        };
        return Map.of("kind", api.kind, "apiVersion", api.groupVersion(), "metadata", Map.of(), "items", items);
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
        for (Api api : Api.values()) {
            client.genericKubernetesResources("apiregistration.k8s.io/v1", "APIService")
                    .withName(api.service())
                    .delete();
        }
        server.stop(0);
    }
}
