package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.function.Function;

/** The question to the API server whether everything that is watched in a namespace can be read there. */
final class NamespaceProbe implements Function<String, Access> {
    /** What has an informer. */
    private static final List<Class<? extends HasMetadata>> WATCHED = List.of(
            RouterGateway.class,
            ReplicaSet.class,
            Pod.class,
            ConfigMap.class,
            Secret.class,
            Service.class,
            ServiceAccount.class,
            PodDisruptionBudget.class);

    private final KubernetesClient client;

    NamespaceProbe(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Access apply(String namespace) {
        for (Class<? extends HasMetadata> type : WATCHED) {
            try {
                client.resources(type)
                        .inNamespace(namespace)
                        .list(new ListOptionsBuilder().withLimit(1L).build());
            } catch (KubernetesClientException e) {
                return problem(e, type, namespace);
            }
        }
        return new Access.Granted();
    }

    private Access problem(KubernetesClientException e, Class<? extends HasMetadata> type, String namespace) {
        String plural = HasMetadata.getPlural(type);
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new Access.Denied("the resource " + plural + " is not known here; install it: kubectl apply"
                        + " --server-side -f crds/routergateways.sluicegate.dev-v1.yaml");
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
                new Access.Denied("not allowed to read " + plural + " in namespace " + namespace
                        + ", or the namespace is gone; give the operator's ServiceAccount the Role of the chart there"
                        + " (values.watchNamespaces): " + e.getMessage());
            default ->
                new Access.Unknown(
                        "the API server at " + client.getMasterUrl() + " does not answer: " + e.getMessage());
        };
    }
}
