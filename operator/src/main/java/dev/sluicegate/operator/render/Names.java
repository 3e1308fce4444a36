package dev.sluicegate.operator.render;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.RequestedRestart;
import dev.sluicegate.operator.model.Undo;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
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

    /** Which seat of its revision a ReplicaSet is, and its pods belong to: a number. */
    public static final String SEAT = "sluicegate.dev/seat";

    /** On a seat and on its pod: since when its traffic is off. */
    public static final String RETIRED_AT = "sluicegate.dev/retired-at";

    /** On a pod: when kubelet was last asked to sync its files, because a Secret has changed. */
    public static final String SYNC_REQUESTED_AT = "sluicegate.dev/sync-requested-at";

    /** On a revision's record: when it was last proven, and the hash that a router reports for its config. */
    public static final String PROVEN_AT = "sluicegate.dev/proven-at";

    /** On a record: how its revision failed. The time since which it was wanted then, a reason and a sentence. */
    public static final String FAILED = "sluicegate.dev/failed";

    /** On a record whose new config was refused: which content of the secret files the router knew that refused it. */
    public static final String REFUSED_FILES = "sluicegate.dev/refused-files";

    /** On a record: the bake of its revision's canary pods, with what the routers had counted when it began. */
    public static final String CANARY = "sluicegate.dev/canary";

    /** On a record: the pods of its revision that the watchdog has decided to replace. */
    public static final String WATCHDOG = "sluicegate.dev/watchdog";

    /** On a gateway: the revision whose canary needs to bake no longer, as a person has said. */
    public static final String PROMOTE = "sluicegate.dev/promote";

    /**
     * On a record of which the config was changed in place: the generation of the config, and the name that a revision which is made of what
     * this one is made of now would have.
     */
    public static final String RELOADED = "sluicegate.dev/reloaded";

    /** On a record, where it is not empty: the token of the restart that its revision has had, of the spec. */
    public static final String RESTART_TOKEN = "sluicegate.dev/restart-token";

    /** The same, of the annotation of this name on the gateway. */
    public static final String RESTARTED_AT = RequestedRestart.ANNOTATION;

    /** On a gateway: the kept revision that a person has gone back to. */
    public static final String UNDO = Undo.ANNOTATION;

    public static final String CONFIG_HASH = "sluicegate.dev/config-hash";

    /** On everything that is applied again when it differs: what was applied last. */
    public static final String APPLIED = "sluicegate.dev/applied";

    /** On a record of an accepted spec: its gateway was deleted with the wish that everything of it stays. */
    public static final String ORPHANED = "sluicegate.dev/orphaned";

    /** The volume of the keys that are made of RouterKeys. */
    public static final String ROUTER_KEYS_VOLUME = "router-keys";

    public static final String CONTAINER = "router";
    public static final int HTTP_PORT = 8080;
    public static final int ADMIN_PORT = 9090;

    private Names() {}

    /** The record of a revision. */
    public static String record(String gateway, String revision) {
        return gateway + "-" + revision;
    }

    /** The ReplicaSet of a seat. */
    public static String seat(String gateway, String revision, int number) {
        return gateway + "-" + revision + "-" + number;
    }

    public static String adminSecret(String gateway) {
        return gateway + "-admin";
    }

    /** The keys that are made of RouterKeys, hashes only. */
    public static String routerKeys(String gateway) {
        return gateway + "-router-keys";
    }

    public static String accepted(String gateway) {
        return gateway + "-accepted";
    }

    /** With a dot, which no gateway's own budget has in its name. */
    public static String drainingBudget(String gateway) {
        return gateway + ".draining";
    }

    public static String serviceAccount(String gateway) {
        return gateway + "-router";
    }

    /** An object for the log. */
    public static String full(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
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

    /** Selects the pods of a gateway that have left the Service. */
    public static SortedMap<String, String> drainingSelector(String gateway) {
        return new TreeMap<>(Map.of(GATEWAY, gateway, TRAFFIC, OFF));
    }

    /** Does not block the gateway's deletion: a gateway that is deleted in the foreground waits for its finalizer only. */
    public static OwnerReference owner(RouterGateway gateway) {
        return new OwnerReferenceBuilder()
                .withApiVersion(gateway.getApiVersion())
                .withKind(gateway.getKind())
                .withName(gateway.getMetadata().getName())
                .withUid(gateway.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }

    /** The record of the accepted spec as an owner beside the gateway. */
    public static OwnerReference owner(ConfigMap record) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(record.getMetadata().getName())
                .withUid(record.getMetadata().getUid())
                .withController(false)
                .withBlockOwnerDeletion(false)
                .build();
    }
}
