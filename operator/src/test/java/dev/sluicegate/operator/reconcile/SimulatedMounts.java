package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.FileHash;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of Secrets in pods: as they were when the pod was made, or last looked at because its annotation has changed. */
final class SimulatedMounts {
    private record Looked(String hastenedAt, Map<String, String> hashes) {}

    private final InMemoryApiServer server;
    private final Map<String, Looked> pods = new HashMap<>();

    SimulatedMounts(InMemoryApiServer server) {
        this.server = server;
    }

    /** Kubelet looks at a pod that is new or has changed. */
    void look(Pod pod, String token) {
        String hastenedAt = pod.getMetadata().getAnnotations() == null
                ? ""
                : pod.getMetadata().getAnnotations().getOrDefault(Names.HASTENED_AT, "");
        Looked before = pods.get(pod.getMetadata().getName());
        if (before == null || !before.hastenedAt.equals(hastenedAt)) {
            pods.put(pod.getMetadata().getName(), new Looked(hastenedAt, hashes(pod, token)));
        }
    }

    /** What the pod's router reports. */
    Map<String, String> of(Pod pod) {
        Looked looked = pods.get(pod.getMetadata().getName());
        return looked == null ? Map.of() : looked.hashes;
    }

    private Map<String, String> hashes(Pod pod, String token) {
        Map<String, String> hashes = new HashMap<>();
        for (VolumeMount mount : pod.getSpec().getContainers().getFirst().getVolumeMounts()) {
            pod.getSpec().getVolumes().stream()
                    .filter(it -> it.getName().equals(mount.getName()))
                    .filter(it ->
                            it.getSecret() != null && !mount.getMountPath().equals(MountedFile.ADMIN))
                    .forEach(it -> items(it).forEach(item -> {
                        String path = mount.getMountPath() + "/" + item.getPath();
                        hashes.put(path, FileHash.of(token, path, content(it, item)));
                    }));
        }
        return hashes;
    }

    private static List<KeyToPath> items(Volume volume) {
        return volume.getSecret().getItems();
    }

    private byte[] content(Volume volume, KeyToPath item) {
        return server.all(Secret.class).stream()
                .filter(it ->
                        it.getMetadata().getName().equals(volume.getSecret().getSecretName()))
                .map(it -> it.getData().getOrDefault(item.getKey(), ""))
                .map(it -> Base64.getDecoder().decode(it))
                .findFirst()
                .orElse(new byte[0]);
    }
}
