package dev.sluicegate.router.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** All that an answer depends on, as one SHA-256. Immutable. */
public final class CacheKey {
    private final byte[] digest;

    private CacheKey(byte[] digest) {
        this.digest = digest;
    }

    /**
     * @param context the config, the caller, the operation, and whatever else of the request counts
     * @param body in pieces, byte for byte
     */
    public static CacheKey of(List<String> context, List<byte[]> body) {
        MessageDigest sha = Sha256.begin();
        for (String part : context) {
            byte[] bytes = part.getBytes(UTF_8);
            // lengths keep the parts apart
            sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            sha.update(bytes);
        }
        body.forEach(sha::update);
        return new CacheKey(sha.digest());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey question && Arrays.equals(digest, question.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
