package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Service in front of the open pods. */
@ValidationRule(
        value = "!has(self.nodePort) || self.type != 'ClusterIP'",
        message = "a nodePort needs type NodePort or LoadBalancer; change type or remove nodePort",
        fieldPath = ".nodePort")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceSettings(
        @Default("ClusterIP") @Nullable Type type,
        @Min(1) @Max(65535) @Default("80") @Nullable Integer port,

        @JsonPropertyDescription("Left out, the cluster chooses one if type wants one.") @Min(1) @Max(65535) @Nullable Integer nodePort,

        @JsonPropertyDescription("For load balancers, ingress controllers and the like.") @Nullable Map<String, String> annotations) {

    /** As in a Service's spec. */
    public enum Type {
        ClusterIP,
        NodePort,
        LoadBalancer
    }
}
