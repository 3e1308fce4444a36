package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.model.RouterKeyReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.javaoperatorsdk.operator.api.config.NamespaceChangeable;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The watch on RouterKeys, in each namespace for itself: in some the operator may have no right to read them, or the cluster may not know them. Gateways are
 * served there all the same. What was read before stays known. A change reconciles the gateway that the key names. Safe for any thread.
 */
final class RouterKeyWatch extends AbstractEventSource<RouterKey, RouterGateway> implements NamespaceChangeable {
    private final Supplier<Set<String>> atStart;
    private final Function<String, SharedIndexInformer<RouterKey>> informers;
    private final Map<String, Watched> namespaces = new ConcurrentHashMap<>();

    private record Watched(OptionalInformer<RouterKey> informer, Newest known) {
        boolean hasBeenRead() {
            return !informer.lastRead().isEmpty();
        }
    }

    /**
     * @param atStart the names of namespaces, as the Java Operator SDK has them
     * @param informers makes one of a namespace, which is not started
     */
    RouterKeyWatch(Supplier<Set<String>> atStart, Function<String, SharedIndexInformer<RouterKey>> informers) {
        super(RouterKey.class, HasMetadata.getPlural(RouterKey.class));
        this.atStart = atStart;
        this.informers = informers;
    }

    /** True if all of a namespace have been read, whenever that was. */
    boolean haveBeenRead(String namespace) {
        return watched(namespace).filter(Watched::hasBeenRead).isPresent();
    }

    /** Those that name the gateway, own writes included; empty until all of its namespace have been read. */
    Optional<Set<RouterKey>> of(RouterGateway gateway) {
        ResourceID id = ResourceID.fromResource(gateway);
        return watched(gateway.getMetadata().getNamespace())
                .filter(Watched::hasBeenRead)
                .map(it -> it.known
                        .values()
                        .filter(key -> gatewayOf(key).equals(id))
                        .collect(Collectors.toSet()));
    }

    /** Those of all namespaces; own writes included. */
    List<RouterKey> all() {
        return namespaces.values().stream().flatMap(it -> it.known.values()).toList();
    }

    /** Makes an own write visible. */
    void written(RouterKey after) {
        watched(after.getMetadata().getNamespace()).ifPresent(it -> it.known.written(after));
    }

    private Optional<Watched> watched(String namespace) {
        return Optional.ofNullable(namespaces.get(namespace))
                .or(() -> Optional.ofNullable(namespaces.get(Constants.WATCH_ALL_NAMESPACES)));
    }

    @Override
    public void start() {
        super.start();
        changeNamespaces(atStart.get());
    }

    @Override
    public void stop() {
        super.stop();
        namespaces.values().forEach(it -> it.informer.stop());
    }

    @Override
    public synchronized void changeNamespaces(Set<String> now) {
        Set<String> gone =
                namespaces.keySet().stream().filter(it -> !now.contains(it)).collect(Collectors.toSet());
        gone.stream().flatMap(it -> Stream.ofNullable(namespaces.remove(it))).forEach(it -> it.informer.stop());
        CompletableFuture<?>[] started = now.stream()
                .filter(it -> !namespaces.containsKey(it))
                .map(this::started)
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(started).join();
    }

    private CompletableFuture<?> started(String namespace) {
        SharedIndexInformer<RouterKey> informer = informers.apply(namespace);
        Newest known = new Newest();
        informer.itemStore(known);
        informer.addEventHandler(
                new ChangeHandler<>(RouterKeyWatch::isNews, key -> Set.of(gatewayOf(key)), this::tell));
        // whoever asks whether namespaces can be looked after reports what is refused
        Watched watched = new Watched(new OptionalInformer<>(informer, _ -> {}), known);
        namespaces.put(namespace, watched);
        return watched.informer.start();
    }

    @Override
    public Set<RouterKey> getSecondaryResources(RouterGateway gateway) {
        return of(gateway).orElse(Set.of());
    }

    @Override
    public Status getStatus() {
        return Status.HEALTHY;
    }

    /** What only the status says is none. */
    private static boolean isNews(RouterKey before, RouterKey after) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || after.isMarkedForDeletion();
    }

    private void tell(ResourceID gateway) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(gateway));
        }
    }

    private static ResourceID gatewayOf(RouterKey key) {
        return new ResourceID(RouterKeyReader.gatewayOf(key), key.getMetadata().getNamespace());
    }

    /** RouterKeys, each in the newest version that is known: a watch may be behind what this process has written. */
    private static final class Newest extends BasicItemStore<RouterKey> {
        private static final Comparator<RouterKey> BY_AGE = Comparator.comparing(
                Newest::version, Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));

        Newest() {
            super(it -> it.getMetadata().getNamespace() + "/" + it.getMetadata().getName());
        }

        @Override
        public synchronized RouterKey put(String key, RouterKey now) {
            RouterKey before = get(key);
            return before != null && isSame(before, now) && BY_AGE.compare(before, now) > 0
                    ? before
                    : super.put(key, now);
        }

        @Override
        public synchronized RouterKey remove(String key) {
            return super.remove(key);
        }

        /** One that is gone meanwhile does not come back. */
        synchronized void written(RouterKey after) {
            RouterKey before = get(getKey(after));
            if (before != null && isSame(before, after)) {
                put(getKey(after), after);
            }
        }

        private static boolean isSame(RouterKey one, RouterKey other) {
            return Objects.equals(
                    one.getMetadata().getUid(), other.getMetadata().getUid());
        }

        private static String version(RouterKey key) {
            return Objects.requireNonNullElse(key.getMetadata().getResourceVersion(), "");
        }
    }
}
