package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.router.config.InferencePoolRef;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.ServersRef;
import dev.sluicegate.router.config.ServiceRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The right of router pods to see the servers behind Services and in InferencePools, and the token by which they ask; only where a provider refers to one. */
public final class EndpointRights {
    static final String VOLUME = "api-server";
    /** Where pods are used to find it. */
    static final String FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** Kubelet makes a new one when four fifths of it are over. */
    private static final long TOKEN_SECONDS = 3600;

    private EndpointRights() {}

    static boolean areNeeded(RouterConfig config) {
        return config.providers().stream().anyMatch(provider -> provider.serversRef() != null);
    }

    /** Role and binding in the gateway's namespace, if something there is named. In others somebody else must give the right: the operator may not. */
    public static List<HasMetadata> of(RouterGateway owner, RouterConfig config) {
        String namespace = owner.getMetadata().getNamespace();
        List<PolicyRule> rules = new ArrayList<>();
        if (config.providers().stream().anyMatch(provider -> isServiceIn(namespace, provider.serversRef()))) {
            rules.add(rule("discovery.k8s.io", "endpointslices", "get", "list", "watch"));
        }
        List<String> pools = config.providers().stream()
                .map(Provider::inferencePoolRef)
                .filter(Objects::nonNull)
                .map(InferencePoolRef::name)
                .distinct()
                .sorted()
                .toList();
        if (!pools.isEmpty()) {
            rules.add(rule("inference.networking.k8s.io", "inferencepools", "list", "watch").toBuilder()
                    .withResourceNames(pools)
                    .build());
            rules.add(rule("", "pods", "list", "watch"));
        }
        return rules.isEmpty() ? List.of() : List.of(role(owner, rules), binding(owner));
    }

    private static boolean isServiceIn(String namespace, @Nullable ServersRef ref) {
        return ref instanceof ServiceRef service
                && (service.namespace() == null || service.namespace().equals(namespace));
    }

    private static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    private static Role role(RouterGateway owner, List<PolicyRule> rules) {
        return new RoleBuilder()
                .withMetadata(GatewayObjects.metadata(owner, name(owner)))
                .withRules(rules)
                .build();
    }

    private static RoleBinding binding(RouterGateway owner) {
        return new RoleBindingBuilder()
                .withMetadata(GatewayObjects.metadata(owner, name(owner)))
                .withNewRoleRef()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("Role")
                .withName(name(owner))
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name(owner))
                .withNamespace(owner.getMetadata().getNamespace())
                .endSubject()
                .build();
    }

    private static String name(RouterGateway owner) {
        return Names.serviceAccount(owner.getMetadata().getName());
    }

    static Volume volume() {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .withExpirationSeconds(TOKEN_SECONDS)
                .endServiceAccountToken()
                .endSource()
                .addNewSource()
                .withNewConfigMap()
                .withName("kube-root-ca.crt")
                .withItems(file("ca.crt"))
                .endConfigMap()
                .endSource()
                .addNewSource()
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("namespace")
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.namespace")
                .endFieldRef()
                .endItem()
                .endDownwardAPI()
                .endSource()
                .endProjected()
                .build();
    }

    private static KeyToPath file(String name) {
        return new KeyToPathBuilder().withKey(name).withPath(name).build();
    }
}
