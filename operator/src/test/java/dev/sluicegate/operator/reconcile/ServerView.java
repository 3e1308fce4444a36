package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.RouterKeyReader;
import dev.sluicegate.operator.model.Source;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the informers would know: the server's objects, of most types only ours; and not yet what a row holds back. */
final class ServerView implements ClusterView {
    private final InMemoryApiServer server;
    private final Set<String> heldBack = new HashSet<>();
    private final Map<Class<? extends HasMetadata>, List<? extends HasMetadata>> frozen = new HashMap<>();

    private final Map<String, Node> nodes = new HashMap<>();
    private boolean seesNodes = true;
    private Optional<Error> broken = Optional.empty();

    ServerView(InMemoryApiServer server) {
        this.server = server;
    }

    /** The watch has not reported this object yet, such as "Secret llm-admin". */
    void holdBack(String object) {
        heldBack.add(object);
    }

    /** The watch has got stuck: what others change from now on is not seen. */
    void freeze() {
        frozen.clear();
        List.of(
                        RouterGateway.class,
                        Secret.class,
                        ConfigMap.class,
                        Service.class,
                        ServiceAccount.class,
                        Role.class,
                        RoleBinding.class,
                        PodDisruptionBudget.class,
                        ReplicaSet.class,
                        Pod.class)
                .forEach(type -> frozen.put(type, List.copyOf(server.all(type))));
    }

    /** Whoever looks for pods meets a fault of the program's own. */
    void breaksWith(Error error) {
        broken = Optional.of(error);
    }

    void nodeBecomes(Node node) {
        nodes.put(node.getMetadata().getName(), node);
    }

    /** The operator has no right to read nodes. */
    void forbidNodes() {
        seesNodes = false;
        nodes.clear();
    }

    void thaw() {
        frozen.clear();
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
        return seen(type).stream()
                .filter(it -> type == Secret.class || isOurs(it))
                .filter(this::isKnown)
                .filter(it -> it.getMetadata().getName().equals(name)
                        && it.getMetadata().getNamespace().equals(namespace))
                .findFirst();
    }

    @Override
    public <T extends HasMetadata> List<T> all(Class<T> type) {
        return seen(type).stream().filter(it -> isOurs(it) && isKnown(it)).toList();
    }

    @Override
    public Optional<Set<RouterKey>> routerKeys(RouterGateway gateway) {
        return keysUnreadable("ai").isPresent()
                ? Optional.empty()
                : Optional.of(routerKeys().stream()
                        .filter(it -> RouterKeyReader.gatewayOf(it)
                                .equals(gateway.getMetadata().getName()))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    @Override
    public List<RouterKey> routerKeys() {
        return keysUnreadable("ai").isPresent()
                ? List.of()
                : seen(RouterKey.class).stream().filter(this::isKnown).toList();
    }

    @Override
    public Optional<String> keysUnreadable(String namespace) {
        return server.isDenied("list routerkeys") ? Optional.of("not allowed to list routerkeys") : Optional.empty();
    }

    @Override
    public boolean knows(String namespace, String gateway) {
        return seen(RouterGateway.class).stream()
                .anyMatch(it -> isKnown(it) && it.getMetadata().getName().equals(gateway));
    }

    @Override
    public int references(String namespace, Source source) {
        return (int) server.all(RouterGateway.class).stream()
                .filter(it -> MountedFile.of(it.getSpec()).stream()
                        .anyMatch(file -> file.source().name().equals(source.name())))
                .count();
    }

    @Override
    public <T extends HasMetadata> Set<T> of(Class<T> type, RouterGateway gateway) {
        Set<T> objects = new LinkedHashSet<>();
        for (T object : seen(type)) {
            if (isOurs(object)
                    && isKnown(object)
                    && gateway.getMetadata()
                            .getName()
                            .equals(object.getMetadata().getLabels().get(Names.GATEWAY))) {
                objects.add(object);
            }
        }
        return objects;
    }

    @Override
    public Optional<Map<String, String>> data(String namespace, Source source) {
        return switch (source.kind()) {
            case Secret ->
                get(Secret.class, namespace, source.name())
                        .map(it -> Objects.requireNonNullElse(it.getData(), Map.of()));
            case ConfigMap ->
                server.all(ConfigMap.class).stream()
                        .filter(it -> it.getMetadata().getName().equals(source.name()))
                        .findFirst()
                        .map(ServerView::inBase64);
        };
    }

    @Override
    public Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    @Override
    public boolean seesNodes() {
        return seesNodes;
    }

    @Override
    public List<PodDisruptionBudget> foreignBudgets(String namespace) {
        return server.all(PodDisruptionBudget.class).stream()
                .filter(it -> !isOurs(it))
                .toList();
    }

    @Override
    public <T extends HasMetadata> void written(Class<T> type, Optional<T> before, T after) {
        heldBack.remove(after.getKind() + " " + after.getMetadata().getName());
    }

    @Override
    public void written(RouterKey after) {
        written(RouterKey.class, Optional.empty(), after);
    }

    @SuppressWarnings("unchecked") // the map's keys are the types of its values
    private <T extends HasMetadata> List<T> seen(Class<T> type) {
        if (type == Pod.class && broken.isPresent()) {
            throw broken.get();
        }
        return frozen.isEmpty() ? server.all(type) : (List<T>) frozen.getOrDefault(type, List.of());
    }

    private boolean isKnown(HasMetadata object) {
        return !heldBack.contains(object.getKind() + " " + object.getMetadata().getName());
    }

    private static boolean isOurs(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && "sluicegate".equals(labels.get(Names.MANAGED_BY)) && labels.containsKey(Names.GATEWAY);
    }

    private static Map<String, String> inBase64(ConfigMap map) {
        Map<String, String> data = new HashMap<>();
        map.getData().forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
        return data;
    }
}
