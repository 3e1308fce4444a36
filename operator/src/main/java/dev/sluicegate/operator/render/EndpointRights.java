package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.ServiceRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;

/** The right of router pods to see the servers behind Services, and the token by which they ask; only where a provider is a Service. */
public final class EndpointRights {
    static final String VOLUME = "api-server";
    /** Where pods are used to find it. */
    static final String FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** Kubelet makes a new one when four fifths of it are over. */
    private static final long TOKEN_SECONDS = 3600;

    private EndpointRights() {}

    static boolean areNeeded(RouterConfig config) {
        return config.providers().stream().anyMatch(provider -> provider.serviceRef() != null);
    }

    /** Role and binding in the gateway's namespace, if Services there are named. In others somebody else must give the right: the operator may not. */
    public static List<HasMetadata> of(RouterGateway owner, RouterConfig config) {
        String namespace = owner.getMetadata().getNamespace();
        boolean here = config.providers().stream().anyMatch(provider -> {
            ServiceRef service = provider.serviceRef();
            return service != null
                    && (service.namespace() == null || service.namespace().equals(namespace));
        });
        return here ? List.of(role(owner), binding(owner)) : List.of();
    }

    private static Role role(RouterGateway owner) {
        return new RoleBuilder()
                .withMetadata(GatewayObjects.metadata(owner, name(owner)))
                .addNewRule()
                .withApiGroups("discovery.k8s.io")
                .withResources("endpointslices")
                .withVerbs("get", "list", "watch")
                .endRule()
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
