package dev.sluicegate.router.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a key, which is all that is kept of it. Two are compared in a time that does not depend on where they differ;
 * finding one in a map tells only about the hash of what was presented, which nobody can choose byte by byte.
 */
final class KeyHash {
    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    /** @param hex 64 hexadecimal digits */
    static KeyHash ofHex(String hex) {
        return new KeyHash(HexFormat.of().parseHex(hex));
    }

    static KeyHash ofKey(String key) {
        return new KeyHash(Sha256.of(key.getBytes(UTF_8)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "KeyHash";
    }
}
