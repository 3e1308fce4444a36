package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.Sources;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The gateways that no cache has, as the API server lists them: page by page, so that never more than one is in memory. */
public final class GatewayPages {
    private GatewayPages() {}

    /** Reads those of a namespace. */
    public static void ofNamespace(KubernetesClient client, String namespace, Consumer<RouterGateway> each) {
        read(
                options -> client.resources(RouterGateway.class)
                        .inNamespace(namespace)
                        .list(options),
                each);
    }

    /** Reads those of the whole cluster. */
    public static void ofCluster(KubernetesClient client, Consumer<RouterGateway> each) {
        read(options -> client.resources(RouterGateway.class).inAnyNamespace().list(options), each);
    }

    private static void read(
            Function<ListOptions, KubernetesResourceList<RouterGateway>> list, Consumer<RouterGateway> each) {
        @Nullable String next = null;
        do {
            KubernetesResourceList<RouterGateway> page = list.apply(new ListOptionsBuilder()
                    .withLimit(Sources.LIST_PAGE)
                    .withContinue(next)
                    .build());
            page.getItems().forEach(each);
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
    }
}
