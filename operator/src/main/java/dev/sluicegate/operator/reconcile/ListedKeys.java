package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The list of clients' keys that a person has written for a gateway. Safe for any thread. */
final class ListedKeys {
    private final ClusterView cluster;

    ListedKeys(ClusterView cluster) {
        this.cluster = cluster;
    }

    /** Empty if there is one that cannot be read now: routers keep an earlier one then. */
    Optional<KeysFile> of(RouterGateway owner) {
        Optional<MountedFile> file = MountedFile.of(owner.getSpec()).stream()
                .filter(it -> it.purpose() == SecretReference.Purpose.CLIENT_KEYS)
                .findFirst();
        if (file.isEmpty()) {
            return Optional.of(new KeysFile(List.of(), List.of()));
        }
        try {
            return cluster.data(owner.getMetadata().getNamespace(), file.get().source())
                    .map(it -> it.getOrDefault(file.get().source().key(), ""))
                    .map(it -> KeysFile.read(Base64.getDecoder().decode(it)))
                    .flatMap(it ->
                            it instanceof KeysReading.Valid(KeysFile keys) ? Optional.of(keys) : Optional.empty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
