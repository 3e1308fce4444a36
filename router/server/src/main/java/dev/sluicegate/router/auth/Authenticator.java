package dev.sluicegate.router.auth;

import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.limits.Quota;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ForwardedKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells from a request's headers who is asking. Safe for any thread. */
public final class Authenticator {
    /** The gateway's key where another header has one for the provider. */
    private static final String OWN_HEADER = "x-sluicegate-key";

    /** The headers in which the official SDKs send a key. */
    private static final List<String> KEY_HEADERS = List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    private static final String BEARER = "bearer ";

    private final InstantSource clock;
    private final boolean open;
    private final Caller everybody;
    private final ClientKey master;
    private final @Nullable Supplier<String> masterKey;
    private final @Nullable WatchedKeys keys;
    private volatile @Nullable MasterHash masterHash;

    private record MasterHash(String key, KeyHash hash) {}

    /** A request's headers. */
    @FunctionalInterface
    public interface Headers {
        /** @param name in lower case */
        @Nullable String get(String name);
    }

    /** The result: who is asking, or why nobody is let in. */
    public sealed interface Answer {
        record Accepted(Caller caller) implements Answer {}

        record Refused(ApiError error) implements Answer {}
    }

    private Authenticator(
            boolean open,
            @Nullable Supplier<String> masterKey,
            @Nullable WatchedKeys keys,
            Allowance defaults,
            InstantSource clock) {
        this.open = open;
        this.masterKey = masterKey;
        this.keys = keys;
        this.clock = clock;
        this.everybody = Caller.unrestricted(new Quota(Caller.EVERYBODY, "everybody together", defaults));
        this.master = new ClientKey(Caller.unrestricted(Quota.ofKey(Caller.MASTER, defaults)), null, false);
    }

    /** Takes everybody, who share {@code together}. */
    public static Authenticator open(Allowance together) {
        return new Authenticator(true, null, null, together, InstantSource.system());
    }

    /**
     * Takes whoever has a key.
     *
     * @param masterKey asked each time; null if there is none
     * @param keys null if there are none
     * @param defaults what the master key may use
     */
    public static Authenticator byKey(
            @Nullable Supplier<String> masterKey, @Nullable WatchedKeys keys, Allowance defaults, InstantSource clock) {
        return new Authenticator(false, masterKey, keys, defaults, clock);
    }

    public Answer check(Headers headers) {
        if (open) {
            return new Answer.Accepted(everybody);
        }
        String own = headers.get(OWN_HEADER);
        if (own != null) {
            ClientKey key = find(own.strip());
            return key == null
                    ? refused("the key in " + OWN_HEADER + " is not known here")
                    : answer(key, clock.instant());
        }
        // clients that were made for one provider or another may send a placeholder in the header that they do not use
        String bearer = bearer(headers.get("authorization"));
        String anthropic = headers.get("x-api-key");
        String azure = headers.get("api-key");
        ClientKey key = find(bearer);
        key = key == null ? find(anthropic) : key;
        key = key == null ? find(azure) : key;
        if (key != null) {
            return answer(key, clock.instant());
        }
        return refused(
                bearer == null && anthropic == null && azure == null
                        ? "a key is needed; send it as Authorization: Bearer KEY, or as x-api-key or api-key"
                        : "this key is not known here");
    }

    /** The key that a client has sent for a provider: the first that is none of the gateway's, be it expired or not. Null if there is none. */
    public @Nullable ForwardedKey forProvider(Headers headers) {
        for (String header : KEY_HEADERS) {
            String value = headers.get(header);
            if (value == null || value.isBlank()) {
                continue;
            }
            ForwardedKey key = new ForwardedKey(header, value.strip());
            if (find(key.key()) == null && find(key.value()) == null) {
                return key;
            }
        }
        return null;
    }

    /** What is said of a key is heard by those only who have it: to others, all keys are unknown alike. */
    private static Answer answer(ClientKey key, Instant now) {
        return key.isExpired(now)
                ? refused(
                        key.expiry() + (key.replaced() ? "; use the one that has replaced it" : "; ask for a new one"))
                : new Answer.Accepted(key.caller());
    }

    private static Answer refused(String sentence) {
        return new Answer.Refused(new ApiError(ApiError.Kind.UNAUTHENTICATED, sentence));
    }

    /** Null if it is none. */
    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private @Nullable ClientKey find(@Nullable String presented) {
        if (presented == null || presented.isEmpty()) {
            return null;
        }
        KeyHash hash = KeyHash.ofKey(presented);
        KeyHash masterNow = masterHash();
        if (masterNow != null && masterNow.equals(hash)) {
            return master;
        }
        return keys == null ? null : keys.ring().find(hash);
    }

    private @Nullable KeyHash masterHash() {
        if (masterKey == null) {
            return null;
        }
        String now = masterKey.get();
        MasterHash known = masterHash;
        if (known == null || !known.key.equals(now)) {
            known = new MasterHash(now, KeyHash.ofKey(now));
            masterHash = known;
        }
        return known.hash;
    }
}
