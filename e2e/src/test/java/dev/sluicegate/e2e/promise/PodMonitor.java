package dev.sluicegate.e2e.promise;

import dev.sluicegate.e2e.install.Helm;
import dev.sluicegate.e2e.install.Installation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PodMonitor of the chart, read as the Prometheus operator reads it. Debian's Prometheus knows nothing of Kubernetes, so what it would discover
 * comes as a list of targets, with the labels that its discovery gives.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config">the labels of discovered pods</a>
 */
record PodMonitor(String namespace, String name, JsonObject spec) {
    private static final String META = "__meta_kubernetes_";

    /** Those that the chart renders for an operator that looks after this namespace. */
    static List<PodMonitor> ofChart(KubernetesClient client, String watched) {
        String manifests = Helm.template(
                        Installation.NAMESPACE,
                        List.of(
                                "--set=metrics.podMonitor.enabled=true",
                                "--set=createNamespaces=false",
                                "--set=watchNamespaces={" + watched + "}"))
                .orThrow();
        return client.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).items().stream()
                .filter(it -> it.getKind().equals("PodMonitor"))
                .map(it -> new PodMonitor(
                        it.getMetadata().getNamespace(),
                        it.getMetadata().getName(),
                        new JsonObject(client.getKubernetesSerialization().asJson(it)).getJsonObject("spec")))
                .toList();
    }

    /** Prometheus' own configuration for it, with targets from this file, scraped each second. */
    JsonObject scrapeConfig(String targetsFile) {
        JsonArray relabelings = new JsonArray()
                .add(copied("namespace", "namespace"))
                .add(copied("pod_container_name", "container"))
                .add(copied("pod_name", "pod"));
        endpoint().getJsonArray("relabelings", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(PodMonitor::asPrometheusHasIt)
                .forEach(relabelings::add);
        return new JsonObject()
                .put("job_name", namespace + "/" + name)
                .put("scrape_interval", "1s")
                .put("scrape_timeout", "1s")
                .put("metrics_path", endpoint().getString("path", "/metrics"))
                .put("relabel_configs", relabelings)
                .put(
                        "file_sd_configs",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("files", new JsonArray().add(targetsFile))
                                        .put("refresh_interval", "1s")));
    }

    /** The pods that it selects now. */
    JsonArray targets(KubernetesClient client) {
        LabelSelector selector = client.getKubernetesSerialization()
                .unmarshal(spec.getJsonObject("selector").encode(), LabelSelector.class);
        JsonArray targets = new JsonArray();
        namespaces()
                .flatMap(it -> client.pods().inNamespace(it).withLabelSelector(selector).list().getItems().stream())
                .filter(pod -> pod.getStatus().getPodIP() != null)
                .flatMap(pod -> of(pod).stream())
                .forEach(targets::add);
        return targets;
    }

    private Stream<String> namespaces() {
        JsonObject selected = spec.getJsonObject("namespaceSelector", new JsonObject());
        return selected.getJsonArray("matchNames", new JsonArray().add(namespace)).stream()
                .map(String.class::cast);
    }

    private List<JsonObject> of(Pod pod) {
        List<JsonObject> targets = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (endpoint().getString("port").equals(port.getName())) {
                    String address = pod.getStatus().getPodIP() + ":" + port.getContainerPort();
                    targets.add(new JsonObject()
                            .put("targets", new JsonArray().add(address))
                            .put("labels", labels(pod, container.getName())));
                }
            }
        }
        return targets;
    }

    private static JsonObject labels(Pod pod, String container) {
        JsonObject labels = new JsonObject()
                .put(META + "namespace", pod.getMetadata().getNamespace())
                .put(META + "pod_name", pod.getMetadata().getName())
                .put(META + "pod_container_name", container);
        for (Map.Entry<String, String> label : pod.getMetadata().getLabels().entrySet()) {
            labels.put(META + "pod_label_" + label.getKey().replaceAll("[^A-Za-z0-9_]", "_"), label.getValue());
        }
        return labels;
    }

    private JsonObject endpoint() {
        return spec.getJsonArray("podMetricsEndpoints").getJsonObject(0);
    }

    private static JsonObject copied(String discovered, String label) {
        return new JsonObject()
                .put("source_labels", new JsonArray().add(META + discovered))
                .put("target_label", label);
    }

    /** The same fields, which Kubernetes writes in another case. */
    private static JsonObject asPrometheusHasIt(JsonObject relabeling) {
        JsonObject renamed = new JsonObject();
        relabeling.forEach(
                it -> renamed.put(it.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), it.getValue()));
        return renamed;
    }
}
