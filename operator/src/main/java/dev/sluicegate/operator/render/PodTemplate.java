package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.Source;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pod of a revision: in the Service, and to be admitted. */
final class PodTemplate {
    /** What is left of the grace period for the end notices, the hook's answer and the process's exit. */
    private static final Duration GRACE_MARGIN = Duration.ofSeconds(15);

    /** Without it, cluster-autoscaler removes no node with a pod that has an emptyDir; nothing is kept in ours. */
    private static final String MAY_BE_LOST = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    private PodTemplate() {}

    static PodTemplateSpec of(Revision revision) {
        PodSettings pod = revision.rolling().pod();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels(revision))
                .withAnnotations(annotations(pod))
                .endMetadata()
                .withNewSpec()
                .addNewReadinessGate(Names.ADMITTED)
                .withServiceAccountName(Names.serviceAccount(revision.gateway()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // For then the router is not its namespace's first process, which gets no signal that it has
                // no handler for (pid_namespaces(7)): a SIGTERM in the JVM's first moments would be lost, and
                // the pod would stay until its grace period is over.
                .withShareProcessNamespace(true)
                .withTerminationGracePeriodSeconds(gracePeriod(revision).toSeconds())
                .withSecurityContext(PodSecurity.of(pod.securityContext()))
                .withPriorityClassName(pod.priorityClassName())
                .withInitContainers(orEmpty(pod.initContainers()))
                .withContainers(RouterContainer.of(revision))
                .withVolumes(volumes(revision))
                .withNodeSelector(orEmpty(pod.nodeSelector()))
                .withTolerations(orEmpty(pod.tolerations()))
                .withAffinity(pod.affinity())
                .withTopologySpreadConstraints(
                        pod.topologySpreadConstraints() == null
                                ? List.of(overNodes(revision))
                                : pod.topologySpreadConstraints())
                .withImagePullSecrets(orEmpty(pod.imagePullSecrets()))
                .endSpec()
                .build();
    }

    private static SortedMap<String, String> annotations(PodSettings pod) {
        SortedMap<String, String> annotations = new TreeMap<>(Map.of(MAY_BE_LOST, "tmp"));
        annotations.putAll(orEmpty(pod.annotations()));
        return annotations;
    }

    private static SortedMap<String, String> labels(Revision revision) {
        SortedMap<String, String> labels =
                new TreeMap<>(orEmpty(revision.rolling().pod().labels()));
        labels.putAll(Names.labels(revision.gateway()));
        labels.put(Names.REVISION, revision.name());
        labels.put(Names.TRAFFIC, Names.ON);
        return labels;
    }

    private static Duration gracePeriod(Revision revision) {
        return revision.rolling().config().drain().terminationBudget().plus(GRACE_MARGIN);
    }

    private static TopologySpreadConstraint overNodes(Revision revision) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .addToMatchLabels(Names.servingSelector(revision.gateway()))
                .endLabelSelector()
                .build();
    }

    private static List<Volume> volumes(Revision revision) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(Names.record(revision.gateway(), revision.name()))
                .addNewItem()
                .withKey(MountedFile.CONFIG_FILE)
                .withPath(MountedFile.CONFIG_FILE)
                .endItem()
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("admin")
                .withNewSecret()
                .withSecretName(Names.adminSecret(revision.gateway()))
                .endSecret()
                .build());
        if (revision.rolling().config().auth().routerKeys() != null) {
            volumes.add(routerKeys(revision.gateway()));
        }
        revision.rolling().files().stream()
                .collect(Collectors.groupingBy(MountedFile::volume, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(files -> volumes.add(volume(files)));
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        if (EndpointRights.areNeeded(revision.rolling().config())) {
            volumes.add(EndpointRights.volume());
        }
        volumes.addAll(orEmpty(revision.rolling().pod().volumes()));
        return volumes;
    }

    /** A pod starts without it too, and kubelet puts it there later: that the operator is away must not keep a pod from starting. */
    private static Volume routerKeys(String gateway) {
        return new VolumeBuilder()
                .withName(Names.ROUTER_KEYS_VOLUME)
                .withNewConfigMap()
                .withName(Names.routerKeys(gateway))
                .addNewItem()
                .withKey(GatewayObjects.KEYS_FILE)
                .withPath(GatewayObjects.KEYS_FILE)
                .endItem()
                .withOptional(true)
                .endConfigMap()
                .build();
    }

    /** @param files those of one object, at least one */
    private static Volume volume(List<MountedFile> files) {
        List<KeyToPath> items = files.stream()
                .map(file -> new KeyToPathBuilder()
                        .withKey(file.source().key())
                        .withPath(file.file())
                        .build())
                .toList();
        Source source = files.getFirst().source();
        VolumeBuilder volume = new VolumeBuilder().withName(files.getFirst().volume());
        return switch (source.kind()) {
            case Secret ->
                volume.withNewSecret()
                        .withSecretName(source.name())
                        .withItems(items)
                        .endSecret()
                        .build();
            case ConfigMap ->
                volume.withNewConfigMap()
                        .withName(source.name())
                        .withItems(items)
                        .endConfigMap()
                        .build();
        };
    }

    private static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
