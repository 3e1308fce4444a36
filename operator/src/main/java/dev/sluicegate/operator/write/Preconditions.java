package dev.sluicegate.operator.write;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.Set;

/** What the API server itself is asked before a write, because the view may be late. Safe for any thread. */
final class Preconditions {
    private final KubernetesClient client;

    Preconditions(KubernetesClient client) {
        this.client = client;
    }

    <T extends HasMetadata> Optional<T> read(T wanted) {
        try {
            return Optional.ofNullable(client.resource(wanted).get());
        } catch (KubernetesClientException e) {
            throw refused(e, "get", wanted);
        }
    }

    /**
     * The gateway stays. The view may not know of its deletion yet, and an object that gets its owner back would no longer tell that
     * orphans are wished for.
     */
    void requireStaying(RouterGateway owner) {
        boolean stays = read(owner)
                .map(RouterGateway::getMetadata)
                .filter(it -> it.getUid().equals(owner.getMetadata().getUid()))
                .filter(it -> it.getDeletionTimestamp() == null)
                .isPresent();
        if (!stays) {
            throw new ChangedException(Writes.name(owner) + " is being deleted or is gone");
        }
    }

    /**
     * The ReplicaSet has no live pod but these. A controller that made one just before it saw a change may report none as long as its
     * own cache does not show that pod, but then the API server has it.
     */
    void requireNoOtherPod(ReplicaSet set, Set<String> known) {
        try {
            client
                    .pods()
                    .inNamespace(set.getMetadata().getNamespace())
                    .withLabelSelector(set.getSpec().getSelector())
                    .list()
                    .getItems()
                    .stream()
                    .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                    .filter(it -> !known.contains(it.getMetadata().getName()))
                    .findFirst()
                    .ifPresent(it -> {
                        throw new ChangedException(
                                Writes.name(it) + " of " + Writes.name(set) + " was not seen before");
                    });
        } catch (KubernetesClientException e) {
            throw refused(e, "list", podsOf(set));
        }
    }

    /** What stands in an error for the pods of a ReplicaSet. */
    private static Pod podsOf(ReplicaSet set) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("of " + set.getMetadata().getName())
                .withNamespace(set.getMetadata().getNamespace())
                .endMetadata()
                .build();
    }

    private RefusedException refused(KubernetesClientException e, String verb, HasMetadata object) {
        return Failures.refused(e, verb, object, () -> Rights.has(client, verb, object, ""));
    }
}
