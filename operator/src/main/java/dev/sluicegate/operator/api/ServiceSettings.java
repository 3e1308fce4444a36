package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Service in front of the open pods. */
@Description("Service in front of the open pods.")
@Rule(
        cel = "!has(self.nodePort) || self.type != 'ClusterIP'",
        message = ServiceSettings.NO_NODE_PORT,
        field = ".nodePort")
public record ServiceSettings(
        @Description("Type of the Service: ClusterIP, NodePort or LoadBalancer.") @Default("ClusterIP")
        Type type,

        @Description("Port of the Service, from 1 to 65535.") @Default("80") @Range(min = "1", max = "65535")
        int port,

        @Description(
                "Port on every node, from 1 to 65535, for type NodePort or LoadBalancer. When absent, the cluster chooses one.")
        @Range(min = "1", max = "65535")
        @Nullable Integer nodePort,

        @Description(
                "Addresses of the Service: SingleStack, PreferDualStack or RequireDualStack. When absent, the cluster's default.")
        @Nullable IpFamilyPolicy ipFamilyPolicy,

        @Description("Annotations of the Service, for load balancers, ingress controllers and the like.")
        Map<String, String> annotations)
        implements Checked {
    static final String NO_NODE_PORT = "a nodePort needs type NodePort or LoadBalancer; change type or remove nodePort";

    /** As in a Service's spec. */
    public enum Type {
        ClusterIP,
        NodePort,
        LoadBalancer
    }

    /** As in a Service's spec. */
    public enum IpFamilyPolicy {
        SingleStack,
        PreferDualStack,
        RequireDualStack
    }

    public ServiceSettings {
        annotations = Map.copyOf(annotations);
    }

    @Override
    public void check(Checks checks) {
        checks.require(nodePort == null || type != Type.ClusterIP, "nodePort", NO_NODE_PORT);
    }
}
