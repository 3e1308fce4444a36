package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Whether the cluster is as the operator needs it, said in a sentence before anything else fails in a stack trace. */
final class Preflight {
    private Preflight() {}

    /** What is missing, if anything is. */
    static Optional<String> problem(KubernetesClient client, Settings settings) {
        for (String namespace : settings.namespaces()) {
            try {
                client.resources(RouterGateway.class)
                        .inNamespace(namespace)
                        .list(new ListOptionsBuilder().withLimit(1L).build());
            } catch (KubernetesClientException e) {
                return Optional.of(sentence(e, namespace, client));
            }
        }
        return Optional.empty();
    }

    private static String sentence(KubernetesClientException e, String namespace, KubernetesClient client) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                "the resource RouterGateway is not known here; install it: kubectl apply --server-side -f"
                        + " crds/routergateways.sluicegate.dev-v1.yaml";
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
                "not allowed to read RouterGateways in namespace " + namespace
                        + "; give the operator's ServiceAccount the Role of the chart there (values.watchNamespaces): "
                        + e.getMessage();
            default -> "the API server at " + client.getMasterUrl() + " does not answer: " + e.getMessage();
        };
    }
}
