package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What router pods get beside what the operator gives them. A change replaces the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodSettings(
        @JsonPropertyDescription("Of the router's container.") @Nullable ResourceRequirements resources,

        @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @Nullable List<Toleration> tolerations,
        @Nullable Affinity affinity,

        @JsonPropertyDescription("Left out, pods are spread over nodes as far as that is possible.")
        @Size(max = 16) @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,

        @JsonPropertyDescription("Added to the operator's own, which cannot be replaced.") @Nullable Map<String, String> labels,

        @Nullable Map<String, String> annotations,

        @JsonPropertyDescription("Added to the operator's own, which cannot be replaced.") @Size(max = 128) @Nullable List<EnvVar> env,

        @Size(max = 16) @Nullable List<LocalObjectReference> imagePullSecrets) {}
