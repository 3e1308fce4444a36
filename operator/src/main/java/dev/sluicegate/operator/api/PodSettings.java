package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Foreign;
import dev.sluicegate.router.config.schema.Schema.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings that router pods get beside what the operator gives them. A change replaces the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Description("Additions to what the operator gives the pods. A change replaces the pods.")
public record PodSettings(
        @Description("CPU and memory of the router's container, as in any container.") @Foreign @Nullable ResourceRequirements resources,

        @Description("Labels of the nodes that pods may run on.") @Nullable Map<String, String> nodeSelector,

        @Description("Taints of nodes that pods tolerate, as in any pod.") @Foreign @Size(max = 64) @Nullable List<Toleration> tolerations,

        @Description("Affinity of pods to nodes and other pods, as in any pod.") @Foreign @Nullable Affinity affinity,

        @Description(
                "Spread of pods, as in any pod. When absent, they are spread over nodes as far as that is possible.")
        @Foreign
        @Size(max = 16) @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,

        @Description("Labels beside the operator's own, which cannot be replaced.") @Nullable Map<String, String> labels,

        @Description("Annotations beside the operator's own.") @Nullable Map<String, String> annotations,

        @Description("Environment variables beside the operator's own, which cannot be replaced.")
        @Foreign
        @Size(max = 128) @Nullable List<EnvVar> env,

        @Description("Secrets by which the image is pulled.") @Foreign @Size(max = 16) @Nullable List<LocalObjectReference> imagePullSecrets) {}
