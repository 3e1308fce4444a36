package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.PublishedKeys;
import dev.sluicegate.operator.model.PublishedKeys.Plan;
import dev.sluicegate.operator.model.PublishedKeys.Wanted;
import dev.sluicegate.operator.model.RouterKeyReader;
import dev.sluicegate.operator.model.RouterKeyReader.KeyReading;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.status.KeyStatusMaker.KeyStatusInput;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.RouterKeyWrites;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.RouterKeysFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RouterKeys of a gateway: a Secret for each, and the hashes of all in one ConfigMap that the gateway's pods mount. All state is in these objects, so it
 * may stop after any write. Whatever goes wrong here ends in a RouterKey's condition and never in the gateway's way. Safe for any thread, one gateway at a time.
 */
final class RouterKeys {
    private static final Logger LOG = LoggerFactory.getLogger(RouterKeys.class);

    private final Writes writes;
    private final KeySecrets secrets;
    private final ClusterView cluster;
    private final ListedKeys listed;

    RouterKeys(Writes writes, RouterKeyWrites keyWrites, ClusterView cluster) {
        this.writes = writes;
        this.secrets = new KeySecrets(keyWrites, cluster);
        this.cluster = cluster;
        this.listed = new ListedKeys(cluster);
    }

    /**
     * One RouterKey, as far as it has come.
     *
     * @param secret the name of its Secret; null if it has none
     * @param wanted empty if nothing of it can be published
     * @param published empty if it is not among the keys of the gateway
     * @param reason why it is not as it should be; empty if it is
     */
    record Entry(
            RouterKey object,
            @Nullable String secret,
            Optional<Wanted> wanted,
            Optional<KeysFile.Key> published,
            String reason,
            String sentence) {
        private Entry but(String other, String why) {
            return new Entry(object, secret, wanted, published, other, why);
        }

        private Entry publishedIn(PublishedKeys keys) {
            return new Entry(object, secret, wanted, keys.of(uid()), reason, sentence);
        }

        String uid() {
            return object.getMetadata().getUid();
        }
    }

    /**
     * The RouterKeys of a gateway, and the file that its pods are given to read.
     *
     * @param file the bytes of it
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Publication(List<Entry> entries, byte[] file) {
        private static final Publication NOTHING = new Publication(List.of(), new byte[0]);

        /** There are no RouterKeys, and no file for them. */
        boolean isNothing() {
            return file.length == 0;
        }

        private static Publication of(List<Entry> entries, PublishedKeys keys) {
            return new Publication(
                    entries.stream().map(it -> it.publishedIn(keys)).toList(), RouterKeysFile.write(keys.keys()));
        }
    }

    /**
     * Makes what is missing, and publishes the keys.
     *
     * @param gateway as it is in force; empty if no spec was ever accepted
     * @return empty if that has failed, or they cannot be read, so that nothing is known of the keys this time
     */
    Optional<Publication> publish(RouterGateway owner, Optional<Gateway> gateway, boolean deleting, Instant now) {
        try {
            boolean takes = gateway.filter(Gateway::takesRouterKeys).isPresent();
            Optional<ConfigMap> there = cluster.get(
                            ConfigMap.class,
                            owner.getMetadata().getNamespace(),
                            Names.routerKeys(owner.getMetadata().getName()))
                    .filter(Owners.of(owner, cluster)::own);
            Optional<Set<RouterKey>> read = cluster.routerKeys(owner);
            if (read.isEmpty()) {
                // keys that cannot be read are not gone: what was published stays
                return takes || there.isPresent() ? Optional.empty() : Optional.of(Publication.NOTHING);
            }
            List<RouterKey> keys = read.get().stream()
                    .filter(it -> !it.isMarkedForDeletion())
                    .sorted(Comparator.comparing(
                                    (RouterKey it) -> it.getMetadata().getCreationTimestamp())
                            .thenComparing(it -> it.getMetadata().getName()))
                    .toList();
            if (keys.isEmpty() && (deleting || (!takes && there.isEmpty()))) {
                return Optional.of(Publication.NOTHING);
            }
            if (deleting) {
                return Optional.of(
                        all(keys, KeyReason.GatewayMissing, "the gateway is being deleted", published(there)));
            }
            if (gateway.isEmpty()) {
                return Optional.of(all(keys, KeyReason.GatewayNotAccepted, notAccepted(owner), published(there)));
            }
            // pods of a spec that took keys may still run, and a key that is deleted must end there too
            return takes || there.isPresent()
                    ? publish(owner, keys, takes, published(there), now)
                    : Optional.of(all(keys, KeyReason.GatewayRefuses, refuses(owner), published(there)));
        } catch (RuntimeException e) {
            LOG.error("the RouterKeys of gateway={} could not be reconciled", Names.full(owner), e);
            return Optional.empty();
        }
    }

    /** What is to be said of the RouterKeys whose gateway is not there. */
    List<KeyStatusInput> lost() {
        return cluster.routerKeys().stream()
                .filter(it -> !cluster.knows(it.getMetadata().getNamespace(), RouterKeyReader.gatewayOf(it)))
                .map(it -> KeyStatusInput.of(
                        it,
                        secretOf(it),
                        KeyReason.GatewayMissing.name(),
                        "there is no RouterGateway '" + RouterKeyReader.gatewayOf(it)
                                + "' in this namespace; make it, or delete this key and make one for another"))
                .toList();
    }

    private static Publication all(List<RouterKey> keys, KeyReason reason, String sentence, PublishedKeys published) {
        return Publication.of(
                keys.stream()
                        .map(it -> new Entry(
                                it, secretOf(it), Optional.empty(), Optional.empty(), reason.name(), sentence))
                        .toList(),
                published);
    }

    private static @Nullable String secretOf(RouterKey key) {
        return key.getStatus() == null ? null : key.getStatus().secretName();
    }

    private Optional<Publication> publish(
            RouterGateway owner, List<RouterKey> keys, boolean takes, PublishedKeys before, Instant now) {
        List<Entry> entries = keys.stream()
                .map(it -> entry(it, owner.getMetadata().getName(), takes, before))
                .toList();
        Plan plan =
                before.next(entries.stream().flatMap(it -> it.wanted.stream()).toList(), now);
        String refused = "";
        String why = "";
        try {
            writes.apply(owner, GatewayObjects.routerKeys(owner, plan.published()));
        } catch (RefusedException e) {
            refused = e.refusal().reason().name();
            why = e.refusal().sentence();
        } catch (ChangedException e) {
            LOG.debug("the keys of gateway={} have changed meanwhile: {}", Names.full(owner), e.getMessage());
            return Optional.empty();
        }
        Map<String, String> contradictions = listed.of(owner)
                .map(it -> RouterKeysFile.merge(it, plan.published().keys()).refused())
                .orElse(Map.of());
        List<Entry> judged = new ArrayList<>();
        for (Entry entry : judged(owner, entries, takes, plan, contradictions)) {
            judged.add(refused.isEmpty() || !entry.reason.isEmpty() ? entry : entry.but(refused, why));
        }
        return Optional.of(Publication.of(judged, plan.published()));
    }

    private static List<Entry> judged(
            RouterGateway owner, List<Entry> entries, boolean takes, Plan plan, Map<String, String> contradictions) {
        List<Entry> judged = new ArrayList<>();
        for (Entry entry : entries) {
            PublishedKeys.Problem problem = plan.problems().get(entry.uid());
            String contradiction = entry.wanted
                    .map(it -> contradictions.get(it.rights().id()))
                    .filter(Objects::nonNull)
                    .orElse("");
            if (!entry.reason.isEmpty()) {
                judged.add(entry);
            } else if (!takes) {
                judged.add(entry.but(KeyReason.GatewayRefuses.name(), refuses(owner)));
            } else if (problem != null) {
                judged.add(entry.but(problem.reason().name(), "the key " + problem.sentence()));
            } else {
                judged.add(
                        contradiction.isEmpty()
                                ? entry
                                : entry.but(KeyReason.KeyRefused.name(), "the key " + contradiction));
            }
        }
        return judged;
    }

    private Entry entry(RouterKey object, String gateway, boolean takes, PublishedKeys before) {
        String uid = object.getMetadata().getUid();
        return switch (RouterKeyReader.read(object)) {
            case KeyReading.Invalid(String sentence) ->
                new Entry(
                        object,
                        secretOf(object),
                        before.of(uid).map(it -> new Wanted(uid, it, Optional.empty(), Duration.ZERO)),
                        Optional.empty(),
                        KeyReason.InvalidSpec.name(),
                        sentence);
            case KeyReading.Valid valid -> {
                String name = RouterKeyReader.secretName(object, valid.spec());
                yield switch (secrets.find(object, gateway, name, takes)) {
                    case KeySecrets.Found.Hash(String hash) ->
                        new Entry(
                                object,
                                name,
                                Optional.of(new Wanted(
                                        uid,
                                        valid.key(),
                                        Optional.of(hash),
                                        valid.spec().rotationOverlap())),
                                Optional.empty(),
                                "",
                                "");
                    case KeySecrets.Found.Nothing(String reason, String sentence) ->
                        new Entry(
                                object,
                                null,
                                Optional.of(new Wanted(uid, valid.key(), Optional.empty(), Duration.ZERO)),
                                Optional.empty(),
                                reason,
                                sentence);
                };
            }
        };
    }

    private static PublishedKeys published(Optional<ConfigMap> there) {
        return PublishedKeys.read(
                there.map(ConfigMap::getData).orElse(Map.of()), GatewayObjects.KEYS_FILE, GatewayObjects.KEY_OWNERS);
    }

    private static String refuses(RouterGateway owner) {
        return "gateway " + owner.getMetadata().getName()
                + " takes no RouterKeys; write auth: {mode: Keys, routerKeys: {}} in its spec";
    }

    private static String notAccepted(RouterGateway owner) {
        return "no spec of gateway " + owner.getMetadata().getName()
                + " was ever accepted, so it serves nobody yet; correct what its condition Accepted says";
    }
}
