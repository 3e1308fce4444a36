package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Short names for contents. */
public final class Fingerprint {
    private Fingerprint() {}

    /**
     * HMAC-SHA256 of these parts in their order, as 64 hexadecimal digits. The salt keeps a fingerprint of the same Secret in two
     * gateways from being recognised.
     */
    public static String of(String salt, List<String> parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("sluicegate " + salt).getBytes(UTF_8), "HmacSHA256"));
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
