package dev.sluicegate.e2e.promise;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment of simulated model servers behind a Service, and a record of which of them saw which request. A server that is to go is kept running for longer than
 * streams are.
 */
final class ModelServersInCluster implements AutoCloseable {
    static final String NAME = "model-servers";

    /** By then each router has seen that a server terminates. */
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final String namespace;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> looks;

    /** One server, as it was seen last. */
    private static final class Server {
        private Map<String, Integer> counts = Map.of();
        private long terminatingSince;
        private @Nullable Map<String, Integer> whenKnown;
    }

    private ModelServersInCluster(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    static ModelServersInCluster start(KubernetesClient client, String namespace, String image, int servers) {
        for (HasMetadata object : client.load(
                        new ByteArrayInputStream(manifest(image, servers).getBytes(StandardCharsets.UTF_8)))
                .items()) {
            object.getMetadata().setNamespace(namespace);
            client.resource(object).serverSideApply();
        }
        ModelServersInCluster started = new ModelServersInCluster(client, namespace);
        started.awaitReady(servers);
        started.looks = started.clock.scheduleWithFixedDelay(started::lookSafely, 0, 500, TimeUnit.MILLISECONDS);
        return started;
    }

    void roll() {
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(NAME)
                .rolling()
                .restart();
    }

    void scale(int wanted) {
        client.apps().deployments().inNamespace(namespace).withName(NAME).scale(wanted);
    }

    /** Waits until there are so many of the newest kind, all are ready, and none of the others is left. */
    void awaitReady(int wanted) {
        await(wanted + " model servers").atMost(Stage.PATIENCE).until(() -> {
            Deployment deployment = Objects.requireNonNull(client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(NAME)
                    .get());
            DeploymentStatus status = deployment.getStatus();
            return Objects.equals(
                            status.getObservedGeneration(),
                            deployment.getMetadata().getGeneration())
                    && Objects.equals(status.getUpdatedReplicas(), wanted)
                    && Objects.equals(status.getReadyReplicas(), wanted)
                    && pods().size() == wanted;
        });
    }

    private List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("app", NAME)
                .list()
                .getItems();
    }

    private void lookSafely() {
        try {
            look();
        } catch (KubernetesClientException e) {
            // a pod that has just gone
            System.err.println("a look at the model servers failed: " + e.getMessage());
        }
    }

    /** Asks each server what it has seen. */
    synchronized void look() {
        for (Pod pod : pods()) {
            String name = pod.getMetadata().getName();
            Server server = servers.computeIfAbsent(name, _ -> new Server());
            long now = System.nanoTime();
            if (pod.getMetadata().getDeletionTimestamp() != null && server.terminatingSince == 0) {
                server.terminatingSince = now;
            }
            try {
                server.counts = counts(name, server.counts);
            } catch (KubernetesClientException | DecodeException e) {
                // the API server says the same in other words
                continue;
            }
            if (server.terminatingSince != 0
                    && server.whenKnown == null
                    && now - server.terminatingSince > UNTIL_KNOWN.toNanos()) {
                server.whenKnown = server.counts;
            }
        }
    }

    /** @param before what it said last, which holds where it says nothing: it does not run yet, or no longer */
    private Map<String, Integer> counts(String pod, Map<String, Integer> before) {
        String answer = client.raw("/api/v1/namespaces/" + namespace + "/pods/" + pod + ":8080/proxy/_sim/counts");
        if (answer == null) {
            return before;
        }
        Map<String, Integer> counts = new HashMap<>();
        new JsonObject(answer).forEach(entry -> counts.put(entry.getKey(), (Integer) entry.getValue()));
        return counts;
    }

    /** How often all of them together have seen each request. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> all = new HashMap<>();
        servers.values().forEach(server -> server.counts.forEach((id, count) -> all.merge(id, count, Integer::sum)));
        return all;
    }

    /** The server that saw a request; empty if none did. */
    synchronized String serverOf(String request) {
        return servers.entrySet().stream()
                .filter(server -> server.getValue().counts.containsKey(request))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** How many requests came to each server that was to go, after that was known. */
    synchronized Map<String, Integer> late() {
        Map<String, Integer> late = new TreeMap<>();
        servers.forEach((name, server) -> {
            Map<String, Integer> before = server.whenKnown;
            if (before != null) {
                late.put(name, server.counts.size() - before.size());
            }
        });
        return late;
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.cancel(true);
        }
        clock.shutdownNow();
        client.apps().deployments().inNamespace(namespace).withName(NAME).delete();
        client.services().inNamespace(namespace).withName(NAME).delete();
    }

    private static String manifest(String image, int servers) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: model-servers}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: model-servers}}
                  template:
                    metadata: {labels: {app: model-servers}}
                    spec:
                      automountServiceAccountToken: false
                      terminationGracePeriodSeconds: 30
                      securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                      containers:
                        - name: server
                          image: %s
                          imagePullPolicy: IfNotPresent
                          ports: [{name: http, containerPort: 8080}]
                          readinessProbe:
                            httpGet: {path: /_sim/alive, port: http}
                            periodSeconds: 1
                            timeoutSeconds: 5
                            failureThreshold: 10
                          lifecycle: {preStop: {sleep: {seconds: 15}}}
                          resources: {requests: {cpu: 50m, memory: 96Mi}}
                          securityContext:
                            allowPrivilegeEscalation: false
                            readOnlyRootFilesystem: true
                            capabilities: {drop: [ALL]}
                          volumeMounts: [{name: tmp, mountPath: /tmp}]
                      volumes: [{name: tmp, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: model-servers}
                spec:
                  selector: {app: model-servers}
                  ports: [{name: http, port: 8080, targetPort: http}]
                """.formatted(servers, image);
    }
}
