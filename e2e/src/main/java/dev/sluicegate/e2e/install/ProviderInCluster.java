package dev.sluicegate.e2e.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A simulated provider as a pod, with a Service of its own name, and the Secret {@code simulated-provider} with the key of all. */
public final class ProviderInCluster {
    private static final String NAME = "simulated-provider";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final URI url;

    private ProviderInCluster(KubernetesClient client, String namespace, String name, URI url) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.url = url;
    }

    /** The one of the name {@code simulated-provider}; {@code node} is an address at which NodePorts answer here. */
    public static ProviderInCluster start(KubernetesClient client, String namespace, String image, String node) {
        return start(client, namespace, NAME, image, node);
    }

    /**
     * Another one.
     *
     * @param node an address at which NodePorts answer here
     */
    public static ProviderInCluster start(
            KubernetesClient client, String namespace, String name, String image, String node) {
        for (HasMetadata object :
                client.load(new ByteArrayInputStream(manifest(name, image))).items()) {
            object.getMetadata().setNamespace(namespace);
            client.resource(object).serverSideApply();
        }
        var service = client.services().inNamespace(namespace).withName(name);
        int port = Objects.requireNonNull(service.get())
                .getSpec()
                .getPorts()
                .getFirst()
                .getNodePort();
        ProviderInCluster provider =
                new ProviderInCluster(client, namespace, name, URI.create("http://" + node + ":" + port));
        Patience.until(
                "the simulated provider answers at " + provider.url,
                Duration.ofMinutes(1),
                () -> provider.counts() != null,
                () -> Evidence.of(client, namespace));
        return provider;
    }

    /** The name of a node that can be emptied without ending what streams come from. */
    public String nodeWithoutIt() {
        String its = client.pods()
                .inNamespace(namespace)
                .withLabel("app", name)
                .list()
                .getItems()
                .getFirst()
                .getSpec()
                .getNodeName();
        return client.nodes().list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .filter(name -> !name.equals(its))
                .findFirst()
                .orElseThrow();
    }

    /** The number of times that each request was seen. */
    public Map<String, Integer> counts() {
        JsonObject counts = new JsonObject(send("GET", "/_sim/counts"));
        return counts.stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> (Integer) entry.getValue()));
    }

    /** The different values of headers for keys that requests came with. */
    public List<String> credentials() {
        return new JsonObject(send("GET", "/_sim/credentials"))
                .getJsonArray("credentials").stream().map(String::valueOf).toList();
    }

    /** Accepts requests with one of these API keys from now on. */
    public void accept(String... keys) {
        send("PUT", "/_sim/keys?key=" + String.join("&key=", keys));
    }

    /** Refuses all requests with this status from now on, and says after how many seconds it may be asked again. */
    public void refuse(int status, int retryAfterSeconds) {
        send("PUT", "/_sim/outage?status=%d&retryAfter=%d".formatted(status, retryAfterSeconds));
    }

    /** The number of requests that {@link #refuse} has refused. */
    public int refused() {
        return new JsonObject(send("GET", "/_sim/refused")).getInteger("refused");
    }

    /** Keeps no connection any more, and takes no new one: its Service has no endpoint. What it has begun it ends. */
    public void refuseConnections() {
        send("PUT", "/_sim/outage?closes=true");
        select("nobody");
    }

    /** Is well again. */
    public void recover() {
        select(name);
        Patience.until(
                name + " answers again",
                Duration.ofMinutes(1),
                () -> send("PUT", "/_sim/outage").isEmpty(),
                () -> Evidence.of(client, namespace));
    }

    private void select(String app) {
        client.services()
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"selector\":{\"app\":\"%s\"}}}".formatted(app));
    }

    /** Counts anew. */
    public void forget() {
        send("DELETE", "/_sim/seen");
    }

    private String send(String method, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the simulated provider", e);
        }
    }

    private static byte[] manifest(String name, String image) {
        try (InputStream in = ProviderInCluster.class.getResourceAsStream("provider.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("NAME", name)
                    .replace("IMAGE", image)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
