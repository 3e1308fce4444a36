package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Foreign;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings that router pods get beside what the operator gives them. A change replaces the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Description("Additions to what the operator gives the pods. A change replaces the pods.")
public record PodSettings(
        @Description(
                "CPU and memory of the router's container, as in any container. When absent, requests of 100m CPU and 512Mi memory, and a limit of 512Mi memory, from which the Java heap follows.")
        @Foreign
        @Nullable ResourceRequirements resources,

        @Description("Labels of the nodes that pods may run on.") @Nullable Map<String, String> nodeSelector,

        @Description("Taints of nodes that pods tolerate, as in any pod.") @Foreign @Size(max = 64) @Nullable List<Toleration> tolerations,

        @Description("Affinity of pods to nodes and other pods, as in any pod.") @Foreign @Nullable Affinity affinity,

        @Description(
                "Spread of pods, as in any pod. When absent, they are spread over nodes as far as that is possible.")
        @Foreign
        @Size(max = 16) @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,

        @Description(
                "Labels beside the operator's own, which cannot be replaced: those of sluicegate.dev, and app.kubernetes.io/name, instance and managed-by.")
        @Size(max = 64) @Rule(cel = PodSettings.NO_OWN_LABEL, message = PodSettings.OWN_LABEL)
        @Nullable Map<String, String> labels,

        @Description(
                "Annotations beside the operator's own, which cannot be replaced: those of sluicegate.dev, and the cost of a pod's deletion.")
        @Size(max = 64) @Rule(cel = PodSettings.NO_OWN_ANNOTATION, message = PodSettings.OWN_ANNOTATION)
        @Nullable Map<String, String> annotations,

        @Description(
                "Environment variables beside the operator's own, which cannot be replaced: PORT, SLUICEGATE_REVISION and SLUICEGATE_POD_UID. What they take from a Secret or ConfigMap is read when a pod starts: when that changes, no pod is replaced before a restart, as by kubectl sluicegate rollout restart.")
        @Foreign
        @Size(max = 128) @Rule(cel = PodSettings.NO_OWN_VARIABLE, message = PodSettings.OWN_VARIABLE)
        @Nullable List<EnvVar> env,

        @Description("Secrets by which the image is pulled.") @Foreign @Size(max = 16) @Nullable List<LocalObjectReference> imagePullSecrets,

        @Description("Name of the PriorityClass of pods.") @Size(max = 253) @Nullable String priorityClassName,

        @Description(
                "Security settings of pods, as in any pod. Without them a pod runs as user, group and fsGroup 65532. With them, even an empty {}, what is left out of user, group and fsGroup is left to the cluster, as OpenShift wants it; runAsNonRoot and the RuntimeDefault seccomp profile stay unless they are given.")
        @Foreign
        @Nullable PodSecurityContext securityContext,

        @Description(
                "Volumes beside the operator's own, as in any pod. The operator does not look at their Secrets and ConfigMaps; kubelet brings what changes there.")
        @Foreign
        @Size(max = 32) @Rule(cel = PodSettings.NO_OWN_VOLUME, message = PodSettings.OWN_VOLUME)
        @Nullable List<Volume> volumes,

        @Description("Places of volumes in the router's container, as in any container.")
        @Foreign
        @Size(max = 32) @Nullable List<VolumeMount> volumeMounts,

        @Description(
                "Containers that start before the router's, as in any pod: those that run to their end, and with restartPolicy Always sidecars, which end after the router.")
        @Foreign
        @Size(max = 16) @Rule(cel = PodSettings.NO_ROUTER, message = PodSettings.ROUTER)
        @Nullable List<Container> initContainers)
        implements Checked {
    static final String NO_OWN_LABEL =
            "self.all(k, !k.startsWith('sluicegate.dev/') && !(k in ['app.kubernetes.io/name',"
                    + " 'app.kubernetes.io/instance', 'app.kubernetes.io/managed-by']))";
    static final String OWN_LABEL =
            "a label of the operator's own cannot be replaced; leave out those of sluicegate.dev and"
                    + " app.kubernetes.io/name, instance and managed-by";
    static final String NO_OWN_ANNOTATION =
            "self.all(k, !k.startsWith('sluicegate.dev/') && k != 'controller.kubernetes.io/pod-deletion-cost')";
    static final String OWN_ANNOTATION = "an annotation of the operator's own cannot be replaced; leave out those of"
            + " sluicegate.dev and controller.kubernetes.io/pod-deletion-cost";
    static final String NO_OWN_VARIABLE =
            "self.all(v, !(v.name in ['PORT', 'SLUICEGATE_REVISION', 'SLUICEGATE_POD_UID']))";
    static final String OWN_VARIABLE =
            "a variable of the operator's own cannot be replaced; leave out PORT, SLUICEGATE_REVISION and SLUICEGATE_POD_UID";
    static final String NO_OWN_VOLUME = "self.all(v, !(v.name in ['config', 'admin', 'tmp']))";
    static final String OWN_VOLUME =
            "a volume of the operator's own cannot be replaced; give the volume another name than config, admin or tmp";
    static final String NO_ROUTER = "self.all(c, c.name != 'router')";
    static final String ROUTER = "the router's container is called router; give the other one another name";

    private static final Set<String> OWN_LABELS =
            Set.of("app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by");
    private static final Set<String> OWN_VARIABLES = Set.of("PORT", "SLUICEGATE_REVISION", "SLUICEGATE_POD_UID");
    private static final Set<String> OWN_VOLUMES = Set.of("config", "admin", "tmp");
    private static final String OURS = "sluicegate.dev/";

    /** Nothing but what the operator gives. */
    public static final PodSettings NONE =
            new PodSettings(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    @Override
    public void check(Checks checks) {
        checks.require(
                keys(labels).noneMatch(it -> it.startsWith(OURS) || OWN_LABELS.contains(it)), "labels", OWN_LABEL);
        checks.require(
                keys(annotations)
                        .noneMatch(
                                it -> it.startsWith(OURS) || it.equals("controller.kubernetes.io/pod-deletion-cost")),
                "annotations",
                OWN_ANNOTATION);
        checks.require(names(env, EnvVar::getName).noneMatch(OWN_VARIABLES::contains), "env", OWN_VARIABLE);
        checks.require(names(volumes, Volume::getName).noneMatch(OWN_VOLUMES::contains), "volumes", OWN_VOLUME);
        checks.require(names(initContainers, Container::getName).noneMatch("router"::equals), "initContainers", ROUTER);
    }

    private static Stream<String> keys(@Nullable Map<String, String> map) {
        return map == null ? Stream.empty() : map.keySet().stream();
    }

    private static <T> Stream<String> names(@Nullable List<T> list, Function<T, String> name) {
        return list == null ? Stream.empty() : list.stream().map(name).map(String::valueOf);
    }
}
