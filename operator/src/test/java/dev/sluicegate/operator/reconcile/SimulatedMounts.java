package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.FileHash;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of Secrets, and of the keys that are made of RouterKeys, in pods: as they were when the pod was made, or last looked at because its annotation has
 * changed. No router takes one that contains {@link #BAD}.
 */
final class SimulatedMounts {
    static final String BAD = "two words";

    private record Looked(String syncRequestedAt, Map<String, String> hashes, Map<String, String> refused) {}

    private final InMemoryApiServer server;
    private final Map<String, Looked> pods = new HashMap<>();

    SimulatedMounts(InMemoryApiServer server) {
        this.server = server;
    }

    /** Kubelet looks at a pod that is new or has changed. */
    void look(Pod pod, String token) {
        String syncRequestedAt = pod.getMetadata().getAnnotations() == null
                ? ""
                : pod.getMetadata().getAnnotations().getOrDefault(Names.SYNC_REQUESTED_AT, "");
        Looked before = pods.get(pod.getMetadata().getName());
        if (before == null || !before.syncRequestedAt.equals(syncRequestedAt)) {
            pods.put(pod.getMetadata().getName(), looked(pod, token, syncRequestedAt, before));
        }
    }

    /** What the pod's router reports to have in force. */
    Map<String, String> of(Pod pod) {
        Looked looked = pods.get(pod.getMetadata().getName());
        return looked == null ? Map.of() : looked.hashes;
    }

    /** What the pod's router reports not to take. */
    Map<String, String> refused(Pod pod) {
        Looked looked = pods.get(pod.getMetadata().getName());
        return looked == null ? Map.of() : looked.refused;
    }

    private Looked looked(Pod pod, String token, String syncRequestedAt, @Nullable Looked before) {
        Map<String, String> hashes = new HashMap<>(before == null ? Map.of() : before.hashes);
        Map<String, String> refused = new HashMap<>();
        contents(pod)
                .forEach((path, content) -> (new String(content, UTF_8).contains(BAD) ? refused : hashes)
                        .put(path, FileHash.of(token, path, content)));
        return new Looked(syncRequestedAt, hashes, refused);
    }

    private Map<String, byte[]> contents(Pod pod) {
        Map<String, byte[]> contents = new HashMap<>();
        for (VolumeMount mount : pod.getSpec().getContainers().getFirst().getVolumeMounts()) {
            pod.getSpec().getVolumes().stream()
                    .filter(it -> it.getName().equals(mount.getName()))
                    .filter(it -> isSecret(it, mount) || it.getName().equals(Names.ROUTER_KEYS_VOLUME))
                    .forEach(it -> items(it).forEach(item -> {
                        String path = mount.getMountPath() + "/" + item.getPath();
                        contents.put(path, content(it, item));
                    }));
        }
        return contents;
    }

    private static boolean isSecret(Volume volume, VolumeMount mount) {
        return volume.getSecret() != null && !mount.getMountPath().equals(MountedFile.ADMIN);
    }

    private static List<KeyToPath> items(Volume volume) {
        return volume.getSecret() == null
                ? volume.getConfigMap().getItems()
                : volume.getSecret().getItems();
    }

    private byte[] content(Volume volume, KeyToPath item) {
        if (volume.getSecret() == null) {
            return server.all(ConfigMap.class).stream()
                    .filter(it -> it.getMetadata()
                            .getName()
                            .equals(volume.getConfigMap().getName()))
                    .map(it -> it.getData().getOrDefault(item.getKey(), "").getBytes(UTF_8))
                    .findFirst()
                    .orElse(new byte[0]);
        }
        return server.all(Secret.class).stream()
                .filter(it ->
                        it.getMetadata().getName().equals(volume.getSecret().getSecretName()))
                .map(it -> it.getData().getOrDefault(item.getKey(), ""))
                .map(it -> Base64.getDecoder().decode(it))
                .findFirst()
                .orElse(new byte[0]);
    }
}
