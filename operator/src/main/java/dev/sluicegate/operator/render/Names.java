package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names, labels and annotations of everything that belongs to a gateway. */
public final class Names {
    public static final String FIELD_MANAGER = "sluicegate";

    public static final String GATEWAY = "sluicegate.dev/gateway";
    public static final String REVISION = "sluicegate.dev/revision";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Whether the Service selects a pod: {@value #ON} or {@value #OFF}. */
    public static final String TRAFFIC = "sluicegate.dev/traffic";

    public static final String ON = "on";
    public static final String OFF = "off";

    /** The readiness gate of pods of unproven revisions. */
    public static final String ADMITTED = "sluicegate.dev/admitted";

    /** On a pod: since when its traffic is off, and until when it may drain ({@value #NEVER} is without limit). */
    public static final String RETIRED_AT = "sluicegate.dev/retired-at";

    public static final String DRAIN_DEADLINE = "sluicegate.dev/drain-deadline";
    public static final String NEVER = "never";

    /** On a pod: which one its ReplicaSet removes first. See DeletionCost in kubernetes/kubernetes pkg/controller/controller_utils.go. */
    public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    public static final String LOWEST_COST = Integer.toString(Integer.MIN_VALUE);

    /** On a ReplicaSet: when its revision was last proven, and the hash that a router reports for its config. */
    public static final String PROVEN_AT = "sluicegate.dev/proven-at";

    public static final String CONFIG_HASH = "sluicegate.dev/config-hash";

    /** On everything that is applied again when it differs: what was applied last. */
    public static final String APPLIED = "sluicegate.dev/applied";

    public static final String CONTAINER = "router";
    public static final int HTTP_PORT = 8080;
    public static final int ADMIN_PORT = 9090;

    private Names() {}

    public static String revisionObject(String gateway, String revision) {
        return gateway + "-" + revision;
    }

    public static String adminSecret(String gateway) {
        return gateway + "-admin";
    }

    public static String accepted(String gateway) {
        return gateway + "-accepted";
    }

    public static String serviceAccount(String gateway) {
        return gateway + "-router";
    }

    /** On every object of the gateway. */
    public static SortedMap<String, String> labels(String gateway) {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                "sluicegate-router",
                "app.kubernetes.io/instance",
                gateway,
                MANAGED_BY,
                "sluicegate",
                GATEWAY,
                gateway));
    }

    /** Selects the pods of a gateway that are, or are to come, in the Service. */
    public static SortedMap<String, String> servingSelector(String gateway) {
        return new TreeMap<>(Map.of(GATEWAY, gateway, TRAFFIC, ON));
    }

    public static OwnerReference owner(RouterGateway gateway) {
        return new OwnerReferenceBuilder()
                .withApiVersion(gateway.getApiVersion())
                .withKind(gateway.getKind())
                .withName(gateway.getMetadata().getName())
                .withUid(gateway.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
