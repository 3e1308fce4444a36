package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Mounts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.Map;
import java.util.SortedMap;

/** The objects of one revision. They are made once; only the ReplicaSet's size, its gate and its annotations change later. */
public final class RevisionObjects {
    private RevisionObjects() {}

    /** The router's config, immutable, so that a later pod of this revision gets exactly this one. */
    public static ConfigMap configMap(RouterGateway owner, Revision revision) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(owner, revision))
                .withImmutable(true)
                .withData(Map.of(Mounts.CONFIG_FILE, revision.configText()))
                .build();
    }

    /** Gated: its pods are not ready before the operator has admitted them. */
    public static ReplicaSet replicaSet(RouterGateway owner, Revision revision, int replicas) {
        ObjectMeta metadata = metadata(owner, revision);
        metadata.setAnnotations(Map.of(Names.CONFIG_HASH, revision.configHash()));
        return new ReplicaSetBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels(Names.GATEWAY, revision.gateway())
                .addToMatchLabels(Names.REVISION, revision.name())
                .endSelector()
                .withTemplate(PodTemplate.of(revision))
                .endSpec()
                .build();
    }

    private static ObjectMeta metadata(RouterGateway owner, Revision revision) {
        SortedMap<String, String> labels = Names.labels(revision.gateway());
        labels.put(Names.REVISION, revision.name());
        return new ObjectMetaBuilder()
                .withName(Names.revisionObject(revision.gateway(), revision.name()))
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(Names.owner(owner))
                .build();
    }
}
