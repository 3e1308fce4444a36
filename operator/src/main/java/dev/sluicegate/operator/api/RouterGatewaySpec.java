package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person writes. What was left out is null here; the operator fills in the defaults once, when it parses the spec. */
@ValidationRule(
        value = "has(self.providers) && size(self.providers) > 0",
        message = "no providers configured; write at least one under spec.providers, with name, api and baseUrl")
@ValidationRule(
        value = "has(self.models) && size(self.models) > 0",
        message = "no models configured; write at least one under spec.models, with name and targets")
@ValidationRule(
        value = "!has(self.providers) || self.providers.all(p, self.providers.exists_one(q, q.name == p.name))",
        message = "two providers have the same name; give each provider its own")
@ValidationRule(
        value = "!has(self.models) || self.models.all(m, self.models.exists_one(n, n.name == m.name))",
        message = "two models have the same name; give each model its own, or make one model of their targets")
@ValidationRule(
        value = "!has(self.models) || !has(self.providers) || self.models.all(m, !has(m.targets) || "
                + "m.targets.all(t, self.providers.exists(p, p.name == t.provider)))",
        message =
                "a model's target names a provider that is not there; add it to spec.providers or correct the target's provider")
@ValidationRule(
        value = "!has(self.prices) || !has(self.providers) || self.prices.all(p, !has(p.provider) || "
                + "self.providers.exists(q, q.name == p.provider))",
        message =
                "a price names a provider that is not there; add it to spec.providers or correct the price's provider")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterGatewaySpec(
        @JsonPropertyDescription("How many pods are to be open, that is, in the Service.")
        @SpecReplicas
        @Min(0) @Max(1000) @Default("1")
        @Nullable Integer replicas,

        @JsonPropertyDescription(
                "The router's image. Left out, it is the one that the operator was released with; it is kept until a change replaces the pods anyway.")
        @Size(min = 1, max = 1024) @Nullable String image,

        @JsonPropertyDescription("When kubelet pulls the image.") @Nullable ImagePullPolicy imagePullPolicy,

        @JsonPropertyDescription("Where answers come from. At least one.") @Size(max = 32) @Nullable List<ProviderSpec> providers,

        @JsonPropertyDescription("What clients may ask for. At least one.") @Size(max = 256) @Nullable List<ModelSpec> models,

        @JsonPropertyDescription("How streams are kept alive.") @Nullable StreamsSpec streams,

        @JsonPropertyDescription("Left out, everybody may ask.") @Nullable AuthSpec auth,

        @JsonPropertyDescription(
                "What clients may ask. The numbers are the default of each key, and hold for all clients together where there are no keys.")
        @Nullable LimitsSpec limits,

        @JsonPropertyDescription("What has none costs nothing in the accounts.") @Size(max = 512) @Nullable List<PriceSpec> prices,

        @JsonPropertyDescription("Where the accounting record of each request goes.") @Nullable AccountingSpec accounting,

        @JsonPropertyDescription("Left out, no answer is given twice.") @Nullable CacheSpec cache,

        @JsonPropertyDescription("What a pod writes to its log.") @Nullable LoggingSpec logging,

        @JsonPropertyDescription("Left out, there are no traces.") @Nullable TracingSpec tracing,

        @JsonPropertyDescription("How patient pods are with their clients' connections, and how many they take.")
        @Nullable ListenerSpec listener,

        @JsonPropertyDescription("How pods are replaced.") @Default("{}") @Nullable RolloutSpec rollout,

        @JsonPropertyDescription("How a pod leaves.")
        @Default("{\"settle\":\"10s\",\"timeout\":\"30m\",\"terminationBudget\":\"5m\"}")
        @Nullable DrainSpec drain,

        @JsonPropertyDescription("What pods get beside what the operator gives them.") @Nullable PodSettings pod,

        @JsonPropertyDescription("The Service in front of the open pods.")
        @Default("{\"type\":\"ClusterIP\",\"port\":80}")
        @Nullable ServiceSettings service,

        @JsonPropertyDescription(
                "How many earlier revisions are kept, each with its config and a ReplicaSet at zero, so that they can be brought back exactly.")
        @Min(0) @Max(50) @Default("5")
        @Nullable Integer revisionHistoryLimit) {

    /** As in a container's spec. */
    public enum ImagePullPolicy {
        Always,
        IfNotPresent,
        Never
    }
}
