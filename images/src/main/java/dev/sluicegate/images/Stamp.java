package dev.sluicegate.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash of the inputs of a build step, which need not run again while the hash is the same.
 *
 * @param hash in hexadecimal
 */
record Stamp(String hash) {
    static Stamp of(String... facts) {
        MessageDigest digest = Sha256.begin();
        for (String fact : facts) {
            digest.update(fact.getBytes(UTF_8));
            digest.update((byte) 0);
        }
        return new Stamp(HexFormat.of().formatHex(digest.digest()));
    }

    /** Of the files' names (not their folders) and contents. */
    static Stamp of(List<Path> files) throws IOException {
        MessageDigest digest = Sha256.begin();
        for (Path file : files) {
            digest.update(String.valueOf(file.getFileName()).getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(Sha256.of(Files.readAllBytes(file)));
        }
        return new Stamp(HexFormat.of().formatHex(digest.digest()));
    }

    Stamp and(Stamp other) {
        return of(hash, other.hash);
    }

    boolean isIn(Path file) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(hash);
    }

    void writeTo(Path file) throws IOException {
        Files.writeString(file, hash);
    }
}
