package dev.sluicegate.operator.render;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;

/** The types of the objects that belong to gateways. They are watched by our labels; Secrets are not among them, because those of others are read too. */
public final class OwnedTypes {
    public static final List<Class<? extends HasMetadata>> ALL = List.of(
            ReplicaSet.class,
            Pod.class,
            ConfigMap.class,
            Service.class,
            ServiceAccount.class,
            PodDisruptionBudget.class);

    private OwnedTypes() {}
}
