package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.observe.Owners;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The garbage collector of kube-controller-manager, as attemptToDeleteItem of its garbagecollector.go judges an object by its owners. */
final class SimulatedGarbageCollector {
    static final String FOREGROUND = "foregroundDeletion";

    private static final List<Class<? extends HasMetadata>> TYPES = List.of(
            RouterGateway.class,
            ConfigMap.class,
            ReplicaSet.class,
            Pod.class,
            Secret.class,
            Service.class,
            ServiceAccount.class,
            Role.class,
            RoleBinding.class,
            PodDisruptionBudget.class);

    private final InMemoryApiServer server;
    private final SimulatedKubelet kubelet;

    SimulatedGarbageCollector(InMemoryApiServer server, SimulatedKubelet kubelet) {
        this.server = server;
        this.kubelet = kubelet;
    }

    /** Everything that is there. */
    Stream<HasMetadata> all() {
        return TYPES.stream().flatMap(type -> server.all(type).stream());
    }

    /** Judges these objects once. The pods of what is deleted end. */
    void run(Predicate<HasMetadata> which) {
        Map<String, HasMetadata> live = new LinkedHashMap<>();
        all().forEach(it -> live.put(it.getMetadata().getUid(), it));
        live.values().stream()
                .filter(it -> !(it instanceof Pod) && which.test(it))
                .forEach(it -> collect(it, live));
        kubelet.run();
    }

    private void collect(HasMetadata object, Map<String, HasMetadata> live) {
        List<OwnerReference> references = Owners.references(object);
        List<OwnerReference> solid = references.stream()
                .filter(it -> Optional.ofNullable(live.get(it.getUid()))
                        .filter(owner -> !isDeletedInForeground(owner))
                        .isPresent())
                .toList();
        if (solid.isEmpty() && !references.isEmpty()) {
            server.remove(object);
        } else {
            keep(object, solid);
        }
    }

    private void keep(HasMetadata object, List<OwnerReference> owners) {
        if (owners.size() < Owners.references(object).size()) {
            server.edit(
                    object,
                    "{\"metadata\":{\"ownerReferences\":" + Serialization.asJson(owners) + "}}",
                    "kube-controller-manager");
        }
    }

    /** As by {@code --cascade=orphan}: the owner is taken off everything (attemptToOrphan). */
    void orphan(HasMetadata owner) {
        all().forEach(it -> keep(
                it,
                Owners.references(it).stream()
                        .filter(reference ->
                                !reference.getUid().equals(owner.getMetadata().getUid()))
                        .toList()));
    }

    private static boolean isDeletedInForeground(HasMetadata owner) {
        return owner.getMetadata().getDeletionTimestamp() != null
                && owner.getMetadata().getFinalizers().contains(FOREGROUND);
    }
}
