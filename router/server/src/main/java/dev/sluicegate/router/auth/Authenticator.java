package dev.sluicegate.router.auth;

import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.provider.ApiError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells from a request's headers who is asking. Safe for any thread. */
public final class Authenticator {
    private static final String BEARER = "bearer ";

    private final InstantSource clock;
    private final boolean open;
    private final Caller everybody;
    private final Caller master;
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
        this.everybody = Caller.unrestricted(Caller.EVERYBODY, defaults);
        this.master = Caller.unrestricted(Caller.MASTER, defaults);
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
        // clients that were made for one provider or another may send a placeholder in the header that they do not use
        String bearer = bearer(headers.get("authorization"));
        String anthropic = headers.get("x-api-key");
        String azure = headers.get("api-key");
        Caller caller = find(bearer);
        caller = caller == null ? find(anthropic) : caller;
        caller = caller == null ? find(azure) : caller;
        if (caller != null) {
            return answer(caller, clock.instant());
        }
        return refused(
                bearer == null && anthropic == null && azure == null
                        ? "a key is needed; send it as Authorization: Bearer KEY, or as x-api-key or api-key"
                        : "this key is not known here");
    }

    private static Answer answer(Caller caller, Instant now) {
        return caller.isExpired(now)
                ? refused("key '" + caller.id() + "' expired at " + caller.expires() + "; ask for a new one")
                : new Answer.Accepted(caller);
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

    private @Nullable Caller find(@Nullable String presented) {
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
