package dev.sluicegate.router.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** The scripts that the store runs, from this package's resources. */
enum LimitScripts {
    ADMIT,
    SETTLE,
    SPEND,
    RENEW;

    private final String text;
    private final String digest;

    LimitScripts() {
        String name = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream script = Objects.requireNonNull(LimitScripts.class.getResourceAsStream(name), name)) {
            byte[] bytes = script.readAllBytes();
            this.text = new String(bytes, UTF_8);
            // by which the store names scripts; nothing is protected by it
            this.digest =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    String text() {
        return text;
    }

    String digest() {
        return digest;
    }
}
