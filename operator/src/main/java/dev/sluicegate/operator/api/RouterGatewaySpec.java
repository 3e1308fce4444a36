package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.Accounting;
import dev.sluicegate.router.config.Auth;
import dev.sluicegate.router.config.DrainSettings;
import dev.sluicegate.router.config.Limits;
import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.config.Model;
import dev.sluicegate.router.config.Price;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig.Logging;
import dev.sluicegate.router.config.RouterConfig.ResponseCache;
import dev.sluicegate.router.config.RouterConfig.Streams;
import dev.sluicegate.router.config.RouterConfig.Tracing;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Foreign;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spec of a gateway. The blocks that are about requests are those of the router's own file. Lists of providers and models are empty,
 * and what a reference names is not resolved; {@code GatewayReader} judges that.
 */
@Rule(
        cel = "has(self.providers) && size(self.providers) > 0",
        message = "no providers configured; write at least one under spec.providers, with name, api and baseUrl")
@Rule(
        cel = "has(self.models) && size(self.models) > 0",
        message = "no models configured; write at least one under spec.models, with name and targets")
@Rule(
        cel = "!has(self.providers) || self.providers.all(p, self.providers.exists_one(q, q.name == p.name))",
        message = "two providers have the same name; give each provider its own")
@Rule(
        cel = "!has(self.models) || self.models.all(m, self.models.exists_one(n, n.name == m.name))",
        message = "two models have the same name; give each model its own, or make one model of their targets")
@Rule(
        cel = "!has(self.models) || !has(self.providers) || self.models.all(m, !has(m.targets) || "
                + "m.targets.all(t, self.providers.exists(p, p.name == t.provider)))",
        message =
                "a model's target names a provider that is not there; add it to spec.providers or correct the target's provider")
@Rule(
        cel = "!has(self.prices) || !has(self.providers) || self.prices.all(p, !has(p.provider) || "
                + "self.providers.exists(q, q.name == p.provider))",
        message =
                "a price names a provider that is not there; add it to spec.providers or correct the price's provider")
public record RouterGatewaySpec(
        @Description("Number of pods that are to be open, that is, in the Service, from 0 to 1000.")
        @Default("1")
        @Range(min = "0", max = "1000")
        int replicas,

        @Description(
                "Image of the router. When absent, it is the one that the operator was released with; it is kept until a change replaces the pods anyway.")
        @NewPods
        @Size(min = 1, max = 1024) @Nullable String image,

        @Description("Time at which kubelet pulls the image: Always, IfNotPresent or Never.")
        @NewPods
        @Default("IfNotPresent")
        ImagePullPolicy imagePullPolicy,

        @Size(max = 32) List<Provider> providers,

        @Size(max = 256) List<Model> models,

        Streams streams,

        @Nullable Auth auth,

        Limits limits,

        @Size(max = 512) List<Price> prices,

        Accounting accounting,

        @Nullable ResponseCache cache,

        Logging logging,

        @Nullable Tracing tracing,

        ListenerSettings listener,

        @Default("{}") RolloutSpec rollout,

        @Default("{}") DrainSettings drain,

        @Default("{}") WatchdogSpec watchdog,

        @Foreign @NewPods @Nullable PodSettings pod,

        @Default("{}") ServiceSettings service,

        @Description(
                "Number of earlier revisions that are kept, from 0 to 50, each with its config, so that they can be brought back exactly.")
        @Default("5")
        @Range(min = "0", max = "50")
        int revisionHistoryLimit) {
    /** As in a container's spec. */
    public enum ImagePullPolicy {
        Always,
        IfNotPresent,
        Never
    }
}
