package dev.sluicegate.e2e.promise;

import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All that can be read of namespaces without a right to their Secrets: each kind of object, and the containers' logs. */
final class Footprints {
    private final KubernetesClient client;
    private final Map<String, String> texts = new TreeMap<>();

    Footprints(KubernetesClient client) {
        this.client = client;
    }

    /** The places that were read, each with its content. */
    Map<String, String> texts() {
        return texts;
    }

    /** Adds the namespace's objects of every kind that the API server lists, but Secrets, and its logs. */
    Footprints namespace(String namespace) {
        resources("v1", "/api/v1", namespace);
        for (APIGroup group : client.getApiGroups().getGroups()) {
            String version = group.getPreferredVersion().getGroupVersion();
            resources(version, "/apis/" + version, namespace);
        }
        client.pods().inNamespace(namespace).list().getItems().forEach(this::logs);
        return this;
    }

    private void resources(String groupVersion, String path, String namespace) {
        for (APIResource resource :
                Objects.requireNonNull(client.getApiResources(groupVersion)).getResources()) {
            boolean listed = resource.getNamespaced() && resource.getVerbs().contains("list");
            if (listed && !resource.getName().equals("secrets")) {
                String all = client.raw(path + "/namespaces/" + namespace + "/" + resource.getName());
                texts.put(namespace + "/" + resource.getName(), String.valueOf(all));
            }
        }
    }

    private void logs(Pod pod) {
        for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
            if (container.getState().getWaiting() == null) {
                texts.put(
                        "log of " + pod.getMetadata().getName(),
                        client.pods()
                                .resource(pod)
                                .inContainer(container.getName())
                                .getLog());
            }
        }
    }

    /** Adds what a router's admin port tells to those who have its token. */
    Footprints admin(Pod pod, String token) throws IOException, InterruptedException {
        try (LocalPortForward admin = client.pods().resource(pod).portForward(9090);
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            for (String path : List.of(
                    AdminApi.METRICS,
                    AdminApi.HEALTH,
                    AdminApi.HEALTH_DETAILED,
                    AdminApi.STATUS,
                    AdminApi.KEYS,
                    AdminApi.LOG_LEVEL,
                    AdminApi.DIAGNOSTICS)) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + admin.getLocalPort() + path))
                        .header("Authorization", "Bearer " + token)
                        .build();
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                texts.put(path + " " + response.statusCode(), response.body());
            }
        }
        return this;
    }
}
