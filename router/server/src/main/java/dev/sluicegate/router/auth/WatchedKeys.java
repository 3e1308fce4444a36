package dev.sluicegate.router.auth;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in a file, read again when the file changes, as {@code upstream.Credential} is and for the same reason by its whole
 * content. A file that cannot be read, or is wrong, leaves the old keys in force. Safe for any thread.
 */
public final class WatchedKeys {
    private static final Logger log = LoggerFactory.getLogger(WatchedKeys.class);

    private final Path file;
    private final Function<KeysFile, Keyring> rings;
    private volatile byte[] bytes;
    private volatile Keyring ring;
    private volatile @Nullable String problem;

    private WatchedKeys(Path file, byte[] bytes, Keyring ring, Function<KeysFile, Keyring> rings) {
        this.file = file;
        this.bytes = bytes;
        this.ring = ring;
        this.rings = rings;
    }

    /** The result of reading the file for the first time. */
    public sealed interface Opening {
        record Opened(WatchedKeys keys) implements Opening {}

        /** @param errors at least one */
        record Refused(List<ConfigError> errors) implements Opening {}
    }

    /**
     * Reads the file. Blocks.
     *
     * @param rings what is made of a file's content
     */
    public static Opening open(Path file, Function<KeysFile, Keyring> rings) {
        byte[] bytes;
        try {
            bytes = content(file);
        } catch (IOException e) {
            return new Opening.Refused(List.of(new ConfigError("", String.valueOf(e.getMessage()))));
        }
        return switch (KeysFile.read(bytes)) {
            case KeysReading.Invalid(List<ConfigError> errors) -> new Opening.Refused(errors);
            case KeysReading.Valid(KeysFile keys) ->
                new Opening.Opened(new WatchedKeys(file, bytes, rings.apply(keys), rings));
        };
    }

    /** The keys in force. */
    public Keyring ring() {
        return ring;
    }

    /** Names the file with its content that is in force. */
    public void inForce(BiConsumer<Path, byte[]> to) {
        to.accept(file, bytes);
    }

    /** Why the file as it is now is not in force, as a sentence; null if it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Reads the file again if it has changed. Blocks. */
    public synchronized void refresh() {
        byte[] now;
        try {
            now = content(file);
        } catch (IOException e) {
            reject(String.valueOf(e.getMessage()));
            return;
        }
        if (Arrays.equals(now, bytes) && problem == null) {
            return;
        }
        switch (KeysFile.read(now)) {
            case KeysReading.Invalid(List<ConfigError> errors) ->
                reject(errors.stream().map(ConfigError::toString).collect(Collectors.joining("; ")));
            case KeysReading.Valid(KeysFile keys) -> {
                bytes = now;
                ring = rings.apply(keys);
                problem = null;
                log.atInfo()
                        .addKeyValue("file", file)
                        .addKeyValue("keys", ring.size())
                        .addKeyValue("hash", ring.hash())
                        .log("read changed keys");
            }
        }
    }

    private void reject(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("the changed keys cannot be used ({}); the old ones stay in force", reason);
        }
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + "; write it, or correct the path", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + "; the router must be allowed to", e);
        }
    }
}
