package dev.sluicegate.e2e.promise;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** An InferencePool of the pods with a label {@code app}, and the CRD of InferencePools with the fields that matter here. Closing it takes both away. */
final class PoolInCluster implements AutoCloseable {
    private static final String CRD = "inferencepools.inference.networking.k8s.io";

    private final KubernetesClient client;
    private final String name;

    private PoolInCluster(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** @param app of the pods; the pool has this name too */
    static PoolInCluster apply(KubernetesClient client, String namespace, String app, int port) {
        applied(client, """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %s
                  annotations: {api-approved.kubernetes.io: "unapproved, a test's own"}
                spec:
                  group: inference.networking.k8s.io
                  scope: Namespaced
                  names: {kind: InferencePool, listKind: InferencePoolList, plural: inferencepools, singular: inferencepool}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """.formatted(CRD));
        HasMetadata pool = read(client, """
                apiVersion: inference.networking.k8s.io/v1
                kind: InferencePool
                metadata: {name: %s}
                spec:
                  selector: {matchLabels: {app: %s}}
                  targetPorts: [{number: %d}]
                  endpointPickerRef: {name: not-there, port: {number: 9002}}
                """.formatted(app, app, port));
        pool.getMetadata().setNamespace(namespace);
        // the kind is served a moment after its CRD is there
        await("an InferencePool")
                .atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .until(() -> client.resource(pool).serverSideApply() != null);
        return new PoolInCluster(client, app);
    }

    private static void applied(KubernetesClient client, String manifest) {
        client.resource(read(client, manifest)).serverSideApply();
    }

    private static HasMetadata read(KubernetesClient client, String manifest) {
        return client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .items()
                .getFirst();
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        client.apiextensions().v1().customResourceDefinitions().withName(CRD).delete();
    }
}
