package dev.sluicegate.operator.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way by which the operator writes the objects of gateways. What was written is visible in the {@link ClusterView} at once.
 *
 * <p>All of them throw {@link RefusedException} if the API server does not take the write, and {@link ChangedException} if the
 * object is not what the decision was made on. After a time-out nobody knows whether the write happened: it is decided again, and
 * either finds its object or fails as changed. Safe for any thread.
 */
public final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
    /** The path, where nothing is, to which a write goes that must not be made because the lease is not proven to be held. */
    public static final String NOWHERE = "/sluicegate-lease-not-proven";

    private static final String NO_SUBRESOURCE = "";
    private static final String STATUS = "status";
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final KubernetesClient client;
    private final ClusterView view;
    private final LastApplied lastApplied = new LastApplied();
    private final WriteConcurrency concurrency;
    private final Preconditions preconditions;

    /** Writes with this client, and tells the view. */
    public Writes(KubernetesClient client, ClusterView view, WriteConcurrency concurrency) {
        this.client = client;
        this.concurrency = concurrency;
        this.view = view;
        this.preconditions = new Preconditions(client);
    }

    /**
     * Creates an object by POST, for what must not be made twice and does not change. One that is there and belongs to the gateway
     * is what an earlier try has made: it is left as it is and returned.
     */
    public <T extends HasMetadata> T create(RouterGateway owner, T wanted) {
        Owners owners = Owners.of(owner, view);
        Optional<T> known = known(wanted);
        if (known.isPresent()) {
            return owned(owners, known.get());
        }
        putOwners(owners, wanted);
        try {
            T made = concurrency.inTurn(() -> client.resource(wanted).create());
            return written("created", Optional.empty(), made);
        } catch (KubernetesClientException e) {
            if (!Failures.isAlreadyThere(e)) {
                throw failure(e, "create", wanted, NO_SUBRESOURCE);
            }
            T there = read(wanted).orElseThrow(() -> new ChangedException(name(wanted) + " was there and is gone"));
            return written("found", Optional.empty(), owned(owners, there));
        }
    }

    /**
     * Makes an object be as wanted, by server-side apply. Fields that {@code wanted} does not mention stay as they are, and cause no
     * write. Fields of ours that somebody else has written are written back.
     *
     * @return what was written back, and who had written it, in a sentence; empty if nothing was
     */
    public <T extends HasMetadata> Optional<String> apply(RouterGateway owner, T wanted) {
        Owners owners = Owners.of(owner, view);
        putOwners(owners, wanted);
        String hash =
                lastApplied.sign(wanted, client.getKubernetesSerialization().asJson(wanted));
        Optional<T> live = known(wanted).or(() -> read(wanted));
        if (live.isPresent()) {
            T there = owned(owners, live.get());
            if (lastApplied.is(owner, hash, there) || Containment.contains(json(there), json(wanted))) {
                return Optional.empty();
            }
            if (owners.isOrphan(there)) {
                preconditions.requireStaying(owner);
            }
            wanted.getMetadata().setUid(there.getMetadata().getUid());
            wanted.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
        }
        ServerSideApply<T> applying = new ServerSideApply<>(client, wanted);
        T after = concurrency.inTurn(() -> applying.run(e -> failure(e, "patch", wanted, NO_SUBRESOURCE)));
        lastApplied.remember(owner, hash, written("applied", live, after));
        return applying.overwritten();
    }

    /**
     * Changes fields of an object by a merge patch, in which null takes a field away. Nothing is written if they are so already.
     *
     * @param observed what the decision was made on; the patch fails if it has changed since
     */
    public <T extends HasMetadata> T patch(T observed, ObjectNode change) {
        if (Containment.contains(json(observed), change)) {
            return observed;
        }
        String patch = conditional(observed, change).toString();
        return guarded(
                observed, NO_SUBRESOURCE, () -> client.resource(observed).patch(context(PatchType.JSON_MERGE), patch));
    }

    /** Gives an object that was created earlier the owners that it lacks; those that it has beside are taken off. */
    public <T extends HasMetadata> void adopt(Owners owners, T observed) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").set("ownerReferences", MAPPER.valueToTree(owners.of(observed)));
        patch(observed, change);
    }

    /**
     * Puts an annotation on an object.
     *
     * @param value null takes it off
     */
    public <T extends HasMetadata> void annotate(T observed, String annotation, @Nullable String value) {
        ObjectNode change = MAPPER.createObjectNode();
        change.putObject("metadata").putObject("annotations").put(annotation, value);
        patch(observed, change);
    }

    /** As {@link #patch}, for a pod's status, in which conditions merge by their type: kubelet goes on writing the others. */
    public Pod patchStatus(Pod observed, ObjectNode change) {
        String patch = conditional(observed, change).toString();
        return guarded(
                observed,
                STATUS,
                () -> client.resource(observed).subresource(STATUS).patch(context(PatchType.STRATEGIC_MERGE), patch));
    }

    /**
     * Deletes exactly the object that was observed: its resource version, which no other object of the cluster has had, is the
     * precondition. One that is gone already is fine.
     */
    public <T extends HasMetadata> void delete(T observed) {
        try {
            concurrency.inTurn(
                    () -> client.resource(observed).lockResourceVersion().delete());
            LOG.info("deleted {}", name(observed));
        } catch (KubernetesClientException e) {
            throw failure(e, "delete", observed, NO_SUBRESOURCE);
        }
    }

    /** Ends the memory of what was written for a gateway that is gone. */
    public void forget(RouterGateway owner) {
        lastApplied.forget(owner);
    }

    /** What belongs to the gateway belongs to its record too; the record itself belongs to nobody. */
    private static void putOwners(Owners owners, HasMetadata wanted) {
        if (!Owners.references(wanted).isEmpty()) {
            wanted.getMetadata().setOwnerReferences(owners.of(wanted));
        }
    }

    private static <T extends HasMetadata> T owned(Owners owners, T object) {
        if (owners.own(object)) {
            return object;
        }
        RouterGateway gateway = owners.gateway();
        boolean isOfEarlier = Owners.references(object).stream()
                .anyMatch(reference -> gateway.getKind().equals(reference.getKind())
                        && gateway.getMetadata().getName().equals(reference.getName()));
        throw new RefusedException(
                Reason.NameTaken,
                isOfEarlier
                        ? name(object)
                                + " still belongs to an earlier gateway of this name; Kubernetes is about to delete it"
                        : name(object) + " is there already and does not belong to this gateway, so it is left alone");
    }

    private <T extends HasMetadata> T guarded(T observed, String subresource, Supplier<T> write) {
        try {
            return written("patched", Optional.of(observed), concurrency.inTurn(write));
        } catch (KubernetesClientException e) {
            throw failure(e, "patch", observed, subresource);
        }
    }

    private RuntimeException failure(KubernetesClientException e, String verb, HasMetadata object, String subresource) {
        return Failures.changedOrRefused(e, verb, object, () -> Rights.has(client, verb, object, subresource));
    }

    private <T extends HasMetadata> T written(String how, Optional<T> before, T after) {
        LOG.info("{} {}", how, name(after));
        view.written(typeOf(after), before, after);
        return after;
    }

    private <T extends HasMetadata> Optional<T> known(T wanted) {
        return view.get(
                typeOf(wanted),
                wanted.getMetadata().getNamespace(),
                wanted.getMetadata().getName());
    }

    /** What the API server has now: the view may be late, and may hold only what carries our labels. */
    public <T extends HasMetadata> Optional<T> read(T wanted) {
        return preconditions.read(wanted);
    }

    /**
     * Asks the API server itself whether a ReplicaSet has no live pod but these.
     *
     * @throws ChangedException if it has another one
     */
    public void requireNoOtherPod(ReplicaSet set, Set<String> known) {
        preconditions.requireNoOtherPod(set, known);
    }

    private static JsonNode json(HasMetadata object) {
        return MAPPER.valueToTree(object);
    }

    private static ObjectNode conditional(HasMetadata observed, ObjectNode change) {
        ObjectNode patch = change.deepCopy();
        patch.withObjectProperty("metadata")
                .put("uid", observed.getMetadata().getUid())
                .put("resourceVersion", observed.getMetadata().getResourceVersion());
        return patch;
    }

    private static PatchContext context(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(Names.FIELD_MANAGER)
                .build();
    }

    static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    @SuppressWarnings("unchecked") // an object of the model is of its own class
    private static <T extends HasMetadata> Class<T> typeOf(T object) {
        return (Class<T>) object.getClass();
    }
}
