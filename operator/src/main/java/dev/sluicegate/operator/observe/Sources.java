package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.ProviderSpec;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Watches and caches everything that belongs to gateways, and the Secrets that they refer to. A change of any of it reconciles the
 * gateways that it belongs to.
 */
public final class Sources {
    private static final String BY_SECRET = "secret";

    private final IndexerResourceCache<RouterGateway> gateways;
    private final Map<Class<? extends HasMetadata>, InformerEventSource<? extends HasMetadata, RouterGateway>> owned;
    private final InformerEventSource<Secret, RouterGateway> secrets;

    public Sources(EventSourceContext<RouterGateway> context) {
        gateways = context.getPrimaryCache();
        gateways.addIndexers(Map.of(BY_SECRET, Sources::secretsOf));
        owned = Map.of(
                ReplicaSet.class, owned(ReplicaSet.class, context),
                Pod.class, owned(Pod.class, context),
                ConfigMap.class, owned(ConfigMap.class, context),
                Service.class, owned(Service.class, context),
                ServiceAccount.class, owned(ServiceAccount.class, context),
                PodDisruptionBudget.class, owned(PodDisruptionBudget.class, context));
        secrets = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, RouterGateway.class)
                        .withName("secrets")
                        .withSecondaryToPrimaryMapper(this::gatewaysOf)
                        .build(),
                context);
    }

    public List<EventSource<?, RouterGateway>> all() {
        List<EventSource<?, RouterGateway>> all = new ArrayList<>(owned.values());
        all.add(secrets);
        return all;
    }

    /** The newest known state of one object, own writes included. */
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
        return source(type).get(new ResourceID(name, namespace));
    }

    /** All objects of this type that belong to the gateway, own writes included. */
    public <T extends HasMetadata> Set<T> of(Class<T> type, RouterGateway gateway) {
        return source(type).getSecondaryResources(gateway);
    }

    /** Makes an own write visible at once, before the watch reports it. */
    public <T extends HasMetadata> void written(Class<T> type, Optional<T> before, T after) {
        ResourceID id = ResourceID.fromResource(after);
        if (before.isPresent()) {
            source(type).handleRecentResourceUpdate(id, after, before.get());
        } else {
            source(type).handleRecentResourceCreate(id, after);
        }
    }

    @SuppressWarnings("unchecked") // the map's keys are the types of its values
    private <T extends HasMetadata> InformerEventSource<T, RouterGateway> source(Class<T> type) {
        return (InformerEventSource<T, RouterGateway>)
                Objects.requireNonNull(type == Secret.class ? secrets : owned.get(type), "not watched: " + type);
    }

    private static <T extends HasMetadata> InformerEventSource<T, RouterGateway> owned(
            Class<T> type, EventSourceContext<RouterGateway> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, RouterGateway.class)
                        .withName(HasMetadata.getPlural(type))
                        .withLabelSelector(Names.MANAGED_BY + "=sluicegate," + Names.GATEWAY)
                        .withSecondaryToPrimaryMapper(Sources::gatewayOf)
                        .build(),
                context);
    }

    private static Set<ResourceID> gatewayOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String gateway = labels == null ? null : labels.get(Names.GATEWAY);
        return gateway == null
                ? Set.of()
                : Set.of(new ResourceID(gateway, object.getMetadata().getNamespace()));
    }

    private Set<ResourceID> gatewaysOf(Secret secret) {
        Set<ResourceID> affected = new HashSet<>(gatewayOf(secret));
        gateways.byIndex(
                        BY_SECRET,
                        key(
                                secret.getMetadata().getNamespace(),
                                secret.getMetadata().getName()))
                .forEach(gateway -> affected.add(ResourceID.fromResource(gateway)));
        return affected;
    }

    private static List<String> secretsOf(RouterGateway gateway) {
        List<ProviderSpec> providers =
                gateway.getSpec() == null ? null : gateway.getSpec().providers();
        if (providers == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (ProviderSpec provider : providers) {
            if (provider.credentials() != null && provider.credentials().secretKeyRef() != null) {
                names.add(key(
                        gateway.getMetadata().getNamespace(),
                        String.valueOf(provider.credentials().secretKeyRef().name())));
            }
        }
        return names;
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
