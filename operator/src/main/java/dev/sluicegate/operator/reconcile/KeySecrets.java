package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.RouterKeyWrites;
import dev.sluicegate.router.config.RouterConfigReader;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Secrets of RouterKeys: each is made once, with a random key, and read again and again. Safe for any thread. */
final class KeySecrets {
    /** 256 bits: nobody finds such a key by its hash. */
    private static final int BYTES = 32;

    private static final String PREFIX = "sk-";

    /** What the operator makes. Another value was put there by somebody else, and its hash could be one that can be guessed. */
    private static final Pattern MADE = Pattern.compile("sk-[A-Za-z0-9_-]{43}");

    private final RouterKeyWrites writes;
    private final ClusterView cluster;
    private final SecureRandom random = new SecureRandom();

    KeySecrets(RouterKeyWrites writes, ClusterView cluster) {
        this.writes = writes;
        this.cluster = cluster;
    }

    /** What came of looking for a key. */
    sealed interface Found {
        /** @param hash of the key */
        record Hash(String hash) implements Found {}

        /** @param reason of {@link KeyReason} or of what the API server refuses */
        record Nothing(String reason, String sentence) implements Found {}
    }

    /**
     * The key's hash.
     *
     * @param make whether a key is made where there is none
     */
    Found find(RouterKey owner, String gateway, String name, boolean make) {
        Optional<Secret> known = cluster.get(Secret.class, owner.getMetadata().getNamespace(), name);
        if (known.isPresent() && !RouterKeyWrites.isOf(owner, known.get())) {
            return taken(name);
        }
        if (known.isEmpty() && !make) {
            return new Found.Nothing(KeyReason.GatewayRefuses.name(), KeyReason.GatewayRefuses.meaning());
        }
        try {
            return read(
                    known.isPresent()
                            ? known.get()
                            : writes.create(owner, GatewayObjects.keySecret(owner, gateway, name, newKey())));
        } catch (ChangedException e) {
            return new Found.Nothing(Reason.ApiServerUnavailable.name(), String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            return e.refusal().reason() == Reason.NameTaken
                    ? taken(name)
                    : new Found.Nothing(e.refusal().reason().name(), e.refusal().sentence());
        }
    }

    private static Found taken(String name) {
        return new Found.Nothing(
                KeyReason.SecretTaken.name(),
                "Secret " + name
                        + " is there already and does not belong to this RouterKey, so it is left alone; delete it, or name another in spec.secretName of a new RouterKey");
    }

    private static Found read(Secret secret) {
        String key;
        try {
            key = new String(
                    Base64.getDecoder()
                            .decode(Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                                    .getOrDefault(GatewayObjects.SECRET_KEY, "")),
                    US_ASCII);
        } catch (IllegalArgumentException e) {
            key = "";
        }
        return MADE.matcher(key).matches()
                ? new Found.Hash(RouterConfigReader.hash(key.getBytes(US_ASCII)))
                : new Found.Nothing(
                        KeyReason.SecretUnusable.name(),
                        "Secret " + secret.getMetadata().getName() + " holds no key that the operator has made under "
                                + GatewayObjects.SECRET_KEY + "; delete the Secret, and a new one is made");
    }

    private String newKey() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
