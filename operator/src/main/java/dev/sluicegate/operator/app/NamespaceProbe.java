package dev.sluicegate.operator.app;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import dev.sluicegate.operator.render.GatewayObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The question to the API server what of all that is watched in a namespace can be read there. */
final class NamespaceProbe implements Function<String, Access> {
    /** What no gateway can be looked after without. */
    private static final List<Class<? extends HasMetadata>> NEEDED = Stream.concat(
                    Stream.of(RouterGateway.class, Secret.class), GatewayObjects.OWNED_TYPES.stream())
            .toList();

    private final KubernetesClient client;

    NamespaceProbe(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Access apply(String namespace) {
        for (Class<? extends HasMetadata> type : NEEDED) {
            Optional<Access> problem = ask(type, namespace);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        return ask(RouterKey.class, namespace)
                .map(problem -> switch (problem) {
                    case Access.Denied(String why) -> new Access.Granted(Optional.of(why));
                    case Access.Granted _, Access.Unknown _ -> problem;
                })
                .orElse(Access.Granted.ALL);
    }

    /** Empty if objects of this type can be read. */
    private Optional<Access> ask(Class<? extends HasMetadata> type, String namespace) {
        try {
            ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
            if (namespace.equals(NamespaceChoice.ALL)) {
                client.resources(type).inAnyNamespace().list(one);
            } else {
                client.resources(type).inNamespace(namespace).list(one);
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(problem(e, type, namespace));
        }
    }

    private Access problem(KubernetesClientException e, Class<? extends HasMetadata> type, String namespace) {
        String plural = HasMetadata.getPlural(type);
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new Access.Denied("the resource " + plural + " is not known here; install it: kubectl apply"
                        + " --server-side -f crds/" + plural + ".sluicegate.dev-v1.yaml");
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
