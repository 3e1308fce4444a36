package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.ServiceSettings;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.PublishedKeys;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import dev.sluicegate.router.config.ReferencedFile.KeysSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpecBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects that a gateway has once, whatever revisions it has. */
public final class GatewayObjects {
    /** The key of the accepted spec's ConfigMap. */
    public static final String ACCEPTED_KEY = "accepted.json";

    /** The key of the file of published keys in its ConfigMap, and the name of the file. */
    public static final String KEYS_FILE = KeysSource.DEFAULT_KEY;

    /** The key under which it says whose keys they are, for the operator alone. */
    public static final String KEY_OWNERS = "owners.json";

    /** The key of a RouterKey's key in its Secret. */
    public static final String SECRET_KEY = "key";

    /** The types of all objects that belong to gateways and are watched by our labels; Secrets are not among them, because those of others are read too. */
    public static final List<Class<? extends HasMetadata>> OWNED_TYPES = List.of(
            ReplicaSet.class,
            Pod.class,
            ConfigMap.class,
            Service.class,
            ServiceAccount.class,
            Role.class,
            RoleBinding.class,
            PodDisruptionBudget.class);

    /** As available as no gateway's draining pods ever are. */
    private static final int MORE_THAN_THERE_ARE = 1_000_000;

    private GatewayObjects() {}

    /** Router pods need nothing of the API server, but for {@link EndpointRights}: no token. */
    public static ServiceAccount serviceAccount(RouterGateway owner) {
        return new ServiceAccountBuilder()
                .withMetadata(metadata(owner, Names.serviceAccount(name(owner))))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    /** @param token random, made once; whoever has it manages the gateway's routers */
    public static Secret adminSecret(RouterGateway owner, String token) {
        return new SecretBuilder()
                .withMetadata(metadata(owner, Names.adminSecret(name(owner))))
                .withType("Opaque")
                .withData(Map.of(
                        MountedFile.ADMIN_TOKEN,
                        Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII))))
                .build();
    }

    /** Hashes and limits, which are no secret; pods mount it. */
    public static ConfigMap routerKeys(RouterGateway owner, PublishedKeys keys) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(owner, Names.routerKeys(name(owner))))
                .withData(new TreeMap<>(keys.data(KEYS_FILE, KEY_OWNERS)))
                .build();
    }

    /**
     * The Secret of a RouterKey. It belongs to that alone, and carries the gateway's labels so that a change of it is seen.
     *
     * @param key random, made once
     */
    public static Secret keySecret(RouterKey owner, String gateway, String name, String key) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(Names.labels(gateway))
                .addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .endOwnerReference()
                .endMetadata()
                .withType("Opaque")
                .withData(
                        Map.of(SECRET_KEY, Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII))))
                .build();
    }

    /** Made before all else, because all else belongs to it as well as to the gateway; it belongs to nobody. */
    public static ConfigMap nothingAccepted(RouterGateway owner) {
        ObjectMeta metadata = metadata(owner, Names.accepted(name(owner)));
        metadata.setOwnerReferences(new ArrayList<>());
        return new ConfigMapBuilder().withMetadata(metadata).build();
    }

    /** The same when a spec was accepted. */
    public static ConfigMap accepted(RouterGateway owner, Accepted accepted) {
        return new ConfigMapBuilder(nothingAccepted(owner))
                .withData(Map.of(ACCEPTED_KEY, accepted.toJson()))
                .build();
    }

    /**
     * Selects the pods whose traffic is on. The admin port is not part of it.
     *
     * @param tls whether clients speak TLS to the pods, which Ingresses and meshes read from {@code appProtocol}
     */
    public static Service service(RouterGateway owner, ServiceSettings wish, boolean tls) {
        ObjectMeta metadata = metadata(owner, name(owner));
        metadata.setAnnotations(new TreeMap<>(wish.annotations()));
        return new ServiceBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withType(wish.type().name())
                .withIpFamilyPolicy(
                        wish.ipFamilyPolicy() == null
                                ? null
                                : wish.ipFamilyPolicy().name())
                .withSelector(Names.servingSelector(name(owner)))
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withAppProtocol(tls ? "https" : null)
                .withPort(wish.port())
                .withTargetPort(new IntOrString("http"))
                .withNodePort(wish.nodePort())
                .endPort()
                .endSpec()
                .build();
    }

    /**
     * Of the pods in the Service. Waiting, none may be evicted: the operator moves it first, and then the other budget holds. Else one at
     * a time may: it counts what has to stay and not what may go, because what may go is reckoned from the seats, and some may never have
     * come up. One that is not ready may always be evicted, so that a broken pod holds up no node drain.
     */
    public static PodDisruptionBudget openBudget(RouterGateway owner, int replicas, Eviction eviction) {
        PodDisruptionBudgetSpecBuilder spec = new PodDisruptionBudgetSpecBuilder()
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withSelector(selector(Names.servingSelector(name(owner))));
        return switch (eviction) {
            case WAIT -> budget(owner, name(owner), spec.withMaxUnavailable(new IntOrString(0)));
            case BUDGET ->
                budget(owner, name(owner), spec.withMinAvailable(new IntOrString(Math.max(0, replicas - 1))));
        };
    }

    /**
     * Of the pods that have left the Service. They are not ready once they have settled, so AlwaysAllow would not hold back any
     * eviction; and what is broken there the operator removes. Waiting, it asks for more pods than there are: a budget of no unavailable pod is
     * healthy until the disruption controller has seen that a pod is not ready any more, and until then IfHealthyBudget lets that pod go
     * ({@code pkg/registry/core/pod/storage/eviction.go} in kubernetes/kubernetes).
     */
    public static PodDisruptionBudget drainingBudget(RouterGateway owner, Eviction eviction) {
        PodDisruptionBudgetSpecBuilder spec =
                new PodDisruptionBudgetSpecBuilder().withSelector(selector(Names.drainingSelector(name(owner))));
        return budget(
                owner,
                Names.drainingBudget(name(owner)),
                switch (eviction) {
                    case WAIT ->
                        spec.withMinAvailable(new IntOrString(MORE_THAN_THERE_ARE))
                                .withUnhealthyPodEvictionPolicy("IfHealthyBudget");
                    case BUDGET ->
                        spec.withMaxUnavailable(new IntOrString("100%")).withUnhealthyPodEvictionPolicy("AlwaysAllow");
                });
    }

    private static PodDisruptionBudget budget(RouterGateway owner, String name, PodDisruptionBudgetSpecBuilder spec) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata(owner, name))
                .withSpec(spec.build())
                .build();
    }

    private static LabelSelector selector(Map<String, String> labels) {
        return new LabelSelectorBuilder().withMatchLabels(labels).build();
    }

    private static String name(RouterGateway owner) {
        return owner.getMetadata().getName();
    }

    static ObjectMeta metadata(RouterGateway owner, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(Names.labels(owner.getMetadata().getName()))
                .withOwnerReferences(Names.owner(owner))
                .build();
    }
}
