package dev.sluicegate.router.adminapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The hash by which a router says which content of a secret file it has in force. It is keyed with the admin token, so that nobody who does not know that
 * can find out a short password by trying. White space around the content does not count, because it does not for a credential either.
 */
public final class FileHash {
    private static final int LENGTH = 16;

    private FileHash() {}

    /** HMAC-SHA256 of path and content, cut to 128 bits, in hexadecimal digits. */
    public static String of(String adminToken, String path, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("file " + adminToken).getBytes(UTF_8), "HmacSHA256"));
            mac.update(path.getBytes(UTF_8));
            mac.update((byte) 0);
            int from = 0;
            int to = content.length;
            while (from < to && isSpace(content[from])) {
                from++;
            }
            while (to > from && isSpace(content[to - 1])) {
                to--;
            }
            mac.update(content, from, to - from);
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** A byte of a character of more than one byte is negative. */
    private static boolean isSpace(byte b) {
        return b >= 0 && b <= ' ';
    }
}
