package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.PodSettings;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The router's container. */
final class RouterContainer {
    /** Enough for the load of docs/performance.md. */
    private static final Quantity MEMORY = new Quantity("512Mi");

    private RouterContainer() {}

    static Container of(Revision revision) {
        PodSettings pod = revision.rolling().pod();
        return new ContainerBuilder()
                .withName(Names.CONTAINER)
                .withImage(revision.image())
                .withImagePullPolicy(revision.rolling().imagePullPolicy().name())
                .withEnv(environment(pod))
                .addNewPort()
                .withName("http")
                .withContainerPort(Names.HTTP_PORT)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("admin")
                .withContainerPort(Names.ADMIN_PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(pod.resources() == null ? resources() : pod.resources())
                .withSecurityContext(securityContext())
                .withStartupProbe(probe(AdminApi.ALIVE, 1, 5, 120))
                .withLivenessProbe(probe(AdminApi.ALIVE, 10, 5, 6))
                // On a starved node an answer may be late or lost, and taking all pods out of the Service would make it
                // worse. A
                // drain is no matter of this probe: the pod leaves the Service by its label, or by its deletion.
                .withReadinessProbe(probe(AdminApi.READY, 1, 10, 2))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewHttpGet()
                .withPath(AdminApi.DRAIN_WAIT)
                .withNewPort("admin")
                .addNewHttpHeader("Authorization", "Bearer " + revision.drainWaitToken())
                .endHttpGet()
                .endPreStop()
                .endLifecycle()
                .withVolumeMounts(mounts(revision))
                .build();
    }

    /** With them a pod is not the first to go when its node runs short. The heap follows from the limit of memory. */
    private static ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("100m"))
                .addToRequests("memory", MEMORY)
                .addToLimits("memory", MEMORY)
                .build();
    }

    private static SecurityContext securityContext() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static List<EnvVar> environment(PodSettings pod) {
        List<EnvVar> variables = new ArrayList<>(Objects.requireNonNullElse(pod.env(), List.of()));
        variables.add(ofPod(AdminApi.REVISION_VARIABLE, "metadata.labels['" + Names.REVISION + "']"));
        variables.add(ofPod(AdminApi.POD_UID_VARIABLE, "metadata.uid"));
        return variables;
    }

    private static EnvVar ofPod(String name, String field) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(field)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private static Probe probe(String path, int periodSeconds, int timeoutSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("admin")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(timeoutSeconds)
                .withFailureThreshold(failures)
                .build();
    }

    private static List<VolumeMount> mounts(Revision revision) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(mount("config", MountedFile.CONFIG, true));
        mounts.add(mount("admin", MountedFile.ADMIN, true));
        if (revision.rolling().config().auth().routerKeys() != null) {
            mounts.add(mount(Names.ROUTER_KEYS_VOLUME, MountedFile.ROUTER_KEYS, true));
        }
        revision.rolling().files().stream()
                .map(file -> mount(file.volume(), file.folder(), true))
                .distinct()
                .forEach(mounts::add);
        mounts.add(mount("tmp", "/tmp", false));
        if (EndpointRights.areNeeded(revision.rolling().config())) {
            mounts.add(mount(EndpointRights.VOLUME, EndpointRights.FOLDER, true));
        }
        mounts.addAll(Objects.requireNonNullElse(revision.rolling().pod().volumeMounts(), List.of()));
        return mounts;
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }
}
