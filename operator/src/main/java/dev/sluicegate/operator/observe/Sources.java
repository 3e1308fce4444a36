package dev.sluicegate.operator.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.Source;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.config.gateway.SecretReference;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Watches and caches everything that belongs to gateways, and the Secrets and ConfigMaps that they refer to. A change of any of it reconciles the
 * gateways that it belongs to.
 */
public final class Sources implements ClusterView {
    private static final String BY_SOURCE = "source";

    /** Whole charts and their values, a Secret for each release ever made: often the most that a namespace has. */
    static final FieldSelector NO_HELM_RELEASES =
            new FieldSelector(new FieldSelector.Field("type", "helm.sh/release.v1", true));

    /**
     * Objects of one answer to a list, as kubectl and client-go take them. A whole list is in memory twice while it is read: with 1,000 gateways that was more
     * than the operator's limit.
     */
    public static final long LIST_PAGE = 500;

    private final IndexerResourceCache<RouterGateway> gateways;
    private final Map<Class<? extends HasMetadata>, InformerEventSource<? extends HasMetadata, RouterGateway>> owned;
    private final InformerEventSource<Secret, RouterGateway> secrets;
    private final InformerEventSource<ConfigMap, RouterGateway> foreignConfigMaps;
    private final InformerEventSource<PodDisruptionBudget, RouterGateway> foreignBudgets;
    private final Nodes nodes;
    private final RouterKeyWatch routerKeys;
    private final Function<String, Optional<String>> keysDenied;

    /**
     * @param nodes an informer of the cluster's nodes, not started
     * @param keyInformers makes one of a namespace's RouterKeys, not started; the namespace may be the Java Operator SDK's name for all
     * @param keysDenied why RouterKeys cannot be read in a namespace, as far as that has been asked
     */
    public Sources(
            EventSourceContext<RouterGateway> context,
            SharedIndexInformer<Node> nodes,
            Function<String, SharedIndexInformer<RouterKey>> keyInformers,
            Function<String, Optional<String>> keysDenied) {
        this.keysDenied = keysDenied;
        gateways = context.getPrimaryCache();
        gateways.addIndexers(Map.of(BY_SOURCE, Sources::sourcesOf));
        owned = new HashMap<>();
        GatewayObjects.OWNED_TYPES.forEach(type -> owned.put(type, owned(type, context)));
        secrets = new InformerEventSource<>(
                watch(Secret.class, "secrets")
                        .withFieldSelector(NO_HELM_RELEASES)
                        .withSecondaryToPrimaryMapper(secret -> gatewaysOf(SecretReference.Kind.Secret, secret))
                        .build(),
                context);
        // apart from the gateways' own: what somebody else has made must never be taken for something to clean up
        foreignConfigMaps = new InformerEventSource<>(
                watch(ConfigMap.class, "foreign-configmaps")
                        .withLabelSelector("!" + Names.GATEWAY)
                        .withSecondaryToPrimaryMapper(map -> gatewaysOf(SecretReference.Kind.ConfigMap, map))
                        .build(),
                context);
        foreignBudgets = new InformerEventSource<>(
                watch(PodDisruptionBudget.class, "foreign-budgets")
                        .withLabelSelector("!" + Names.GATEWAY)
                        .withOnUpdateFilter((after, before) -> !Objects.equals(after.getSpec(), before.getSpec()))
                        .withSecondaryToPrimaryMapper(this::gatewaysBeside)
                        .build(),
                context);
        this.nodes = new Nodes(nodes, this::gatewaysOn);
        this.routerKeys =
                new RouterKeyWatch(() -> context.getControllerConfiguration().getEffectiveNamespaces(), keyInformers);
    }

    public List<EventSource<?, RouterGateway>> all() {
        List<EventSource<?, RouterGateway>> all = new ArrayList<>(owned.values());
        all.add(secrets);
        all.add(foreignConfigMaps);
        all.add(foreignBudgets);
        all.add(nodes);
        all.add(routerKeys);
        return all;
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
        return source(type).get(new ResourceID(name, namespace));
    }

    @Override
    public Optional<Map<String, String>> data(String namespace, Source source) {
        ResourceID id = new ResourceID(source.name(), namespace);
        return switch (source.kind()) {
            case Secret -> secrets.get(id).map(it -> Objects.requireNonNullElse(it.getData(), Map.of()));
            case ConfigMap -> foreignConfigMaps.get(id).map(Sources::inBase64);
        };
    }

    @Override
    public int references(String namespace, Source source) {
        return gateways.byIndex(BY_SOURCE, key(source.kind(), namespace, source.name()))
                .size();
    }

    private static Map<String, String> inBase64(ConfigMap map) {
        Map<String, String> data = new HashMap<>(Objects.requireNonNullElse(map.getBinaryData(), Map.of()));
        Objects.requireNonNullElse(map.getData(), Map.<String, String>of())
                .forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
        return data;
    }

    @Override
    public <T extends HasMetadata> Set<T> of(Class<T> type, RouterGateway gateway) {
        return source(type).getSecondaryResources(gateway);
    }

    @Override
    public Optional<Set<RouterKey>> routerKeys(RouterGateway gateway) {
        return keysDenied.apply(gateway.getMetadata().getNamespace()).isPresent()
                ? Optional.empty()
                : routerKeys.of(gateway);
    }

    @Override
    public List<RouterKey> routerKeys() {
        return routerKeys.all();
    }

    @Override
    public Optional<String> keysUnreadable(String namespace) {
        return keysDenied
                .apply(namespace)
                .or(() -> routerKeys.haveBeenRead(namespace)
                        ? Optional.empty()
                        : Optional.of("the API server has not listed them yet"));
    }

    @Override
    public void written(RouterKey after) {
        routerKeys.written(after);
    }

    @Override
    public <T extends HasMetadata> List<T> all(Class<T> type) {
        return source(type).list(_ -> true).toList();
    }

    @Override
    public boolean knows(String namespace, String gateway) {
        return gateways.get(new ResourceID(gateway, namespace)).isPresent();
    }

    @Override
    public <T extends HasMetadata> void written(Class<T> type, Optional<T> before, T after) {
        ResourceID id = ResourceID.fromResource(after);
        if (before.isPresent()) {
            source(type).handleRecentResourceUpdate(id, after, before.get());
        } else {
            source(type).handleRecentResourceCreate(id, after);
        }
    }

    @Override
    public Optional<Node> node(String name) {
        return nodes.get(name);
    }

    /**
     * Asks whether nodes can still be read; to be called now and then.
     *
     * @param list reads some, and throws what the API server refuses it with
     */
    public void askForNodes(Runnable list) {
        nodes.ask(list);
    }

    @Override
    public boolean seesNodes() {
        return nodes.canBeRead();
    }

    @Override
    public List<PodDisruptionBudget> foreignBudgets(String namespace) {
        return foreignBudgets.list(namespace, _ -> true).toList();
    }

    private Set<ResourceID> gatewaysBeside(HasMetadata object) {
        return gateways.list(object.getMetadata().getNamespace(), _ -> true)
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private Set<ResourceID> gatewaysOn(String node) {
        return source(Pod.class)
                .list(pod -> node.equals(pod.getSpec().getNodeName()))
                .flatMap(pod -> gatewayOf(pod).stream())
                .collect(Collectors.toSet());
    }

    @SuppressWarnings("unchecked") // the map's keys are the types of its values
    private <T extends HasMetadata> InformerEventSource<T, RouterGateway> source(Class<T> type) {
        return (InformerEventSource<T, RouterGateway>)
                Objects.requireNonNull(type == Secret.class ? secrets : owned.get(type), "not watched: " + type);
    }

    private static <T extends HasMetadata> InformerEventSource<T, RouterGateway> owned(
            Class<T> type, EventSourceContext<RouterGateway> context) {
        return new InformerEventSource<>(
                watch(type, HasMetadata.getPlural(type))
                        .withLabelSelector(Names.MANAGED_BY + "=sluicegate," + Names.GATEWAY)
                        .withSecondaryToPrimaryMapper(Sources::gatewayOf)
                        .build(),
                context);
    }

    private static <T extends HasMetadata> InformerEventSourceConfiguration.Builder<T> watch(
            Class<T> type, String name) {
        return InformerEventSourceConfiguration.from(type, RouterGateway.class)
                .withName(name)
                .withInformerListLimit(LIST_PAGE);
    }

    private static Set<ResourceID> gatewayOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String gateway = labels == null ? null : labels.get(Names.GATEWAY);
        return gateway == null
                ? Set.of()
                : Set.of(new ResourceID(gateway, object.getMetadata().getNamespace()));
    }

    private Set<ResourceID> gatewaysOf(SecretReference.Kind kind, HasMetadata object) {
        Set<ResourceID> affected = new HashSet<>(gatewayOf(object));
        gateways.byIndex(
                        BY_SOURCE,
                        key(
                                kind,
                                object.getMetadata().getNamespace(),
                                object.getMetadata().getName()))
                .forEach(gateway -> affected.add(ResourceID.fromResource(gateway)));
        return affected;
    }

    private static List<String> sourcesOf(RouterGateway gateway) {
        return MountedFile.of(gateway.getSpec()).stream()
                .map(file -> key(
                        file.source().kind(),
                        gateway.getMetadata().getNamespace(),
                        file.source().name()))
                .distinct()
                .toList();
    }

    private static String key(SecretReference.Kind kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }
}
