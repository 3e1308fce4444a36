package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The owners of a gateway's objects: the gateway, and beside it the record of its accepted spec. By a foreground deletion Kubernetes
 * deletes at once whatever has no other owner than the gateway, and only takes the gateway off what has another one
 * (attemptToDeleteItem of its garbage collector). So the record, which nobody owns, keeps all of it until the gateway is drained and
 * the operator deletes the record.
 *
 * @param record empty if it is not known, or is still owned by the gateway itself, as earlier operators made it
 */
public record Owners(RouterGateway gateway, Optional<ConfigMap> record) {
    /** Those of a gateway's objects. */
    public static Owners of(RouterGateway gateway, ClusterView cluster) {
        String name = Names.accepted(gateway.getMetadata().getName());
        return new Owners(
                gateway,
                cluster.get(ConfigMap.class, gateway.getMetadata().getNamespace(), name)
                        .filter(it -> isRecord(gateway, it) && references(it).isEmpty()));
    }

    /** True if the object is the record itself, or what is to become it. */
    public boolean isRecord(HasMetadata object) {
        return isRecord(gateway, object);
    }

    /** True if this gateway controls the object, or the object is its record or belongs to that. */
    public boolean own(HasMetadata object) {
        return isRecord(object)
                || isOrphan(object)
                || references(object).stream().anyMatch(it -> isController(it) || isRecordIn(it));
    }

    /** Those that this object of the gateway is to have. */
    public List<OwnerReference> of(HasMetadata wanted) {
        List<OwnerReference> references = new ArrayList<>();
        references.add(Names.owner(gateway));
        if (!(wanted instanceof ServiceAccount)) {
            record.map(Names::owner).ifPresent(references::add);
        }
        return references;
    }

    /**
     * True if the object has lost its only owner, the gateway, and is still there: Kubernetes takes the owner off where it is to leave
     * orphans, and deletes the object where it is not. The ServiceAccount has no second owner so that this can be told; no pod that
     * runs needs it.
     */
    public boolean isOrphan(HasMetadata object) {
        return object instanceof ServiceAccount && references(object).isEmpty() && isLabelled(gateway, object);
    }

    /** True if the record is to stay although its gateway is gone. */
    public static boolean isKept(ConfigMap record) {
        return Optional.ofNullable(record.getMetadata().getAnnotations())
                .filter(it -> it.containsKey(Names.ORPHANED))
                .isPresent();
    }

    /** All owners of an object, whoever they are. */
    public static List<OwnerReference> references(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of());
    }

    /** By its labels: one whose gateway of the same name is gone passes to the next, with all that it keeps. */
    private static boolean isRecord(RouterGateway gateway, HasMetadata object) {
        return object instanceof ConfigMap
                && Names.accepted(gateway.getMetadata().getName())
                        .equals(object.getMetadata().getName())
                && isLabelled(gateway, object);
    }

    private static boolean isLabelled(RouterGateway gateway, HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels())
                .orElse(Map.of())
                .entrySet()
                .containsAll(Names.labels(gateway.getMetadata().getName()).entrySet());
    }

    private boolean isController(OwnerReference reference) {
        return Boolean.TRUE.equals(reference.getController())
                && gateway.getMetadata().getUid().equals(reference.getUid());
    }

    private boolean isRecordIn(OwnerReference reference) {
        return record.filter(it -> it.getMetadata().getUid().equals(reference.getUid()))
                .isPresent();
    }
}
