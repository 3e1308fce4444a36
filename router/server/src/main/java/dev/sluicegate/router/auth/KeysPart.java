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

/**
 * One file of keys, with what it held when it could last be read. Compared by its whole content, as {@code upstream.Credential} is and for the same
 * reason. For one thread at a time.
 */
final class KeysPart {
    private final Path file;
    private final Function<byte[], KeysReading> reader;
    private final boolean mayBeMissing;
    private volatile byte[] bytes = {};
    private volatile byte @Nullable [] refused;
    private KeysFile content = new KeysFile(List.of(), List.of());
    private @Nullable String problem;

    /** @param mayBeMissing whether there may be no file until the first keys are made; one that goes is a problem as any */
    KeysPart(Path file, Function<byte[], KeysReading> reader, boolean mayBeMissing) {
        this.file = file;
        this.reader = reader;
        this.mayBeMissing = mayBeMissing;
    }

    /** Reads it for the first time; returns what is wrong with it. Blocks. */
    List<ConfigError> open() {
        try {
            byte[] now = content();
            return now == null ? List.of() : take(now);
        } catch (IOException e) {
            return List.of(new ConfigError("", String.valueOf(e.getMessage())));
        }
    }

    /**
     * Reads it again. Blocks.
     *
     * @return true if there is another content in force
     */
    boolean refresh() {
        try {
            byte[] now = content();
            if (now == null || (Arrays.equals(now, bytes) && problem == null)) {
                return false;
            }
            List<ConfigError> errors = take(now);
            refused = errors.isEmpty() ? null : now;
            problem = errors.isEmpty()
                    ? null
                    : errors.stream().map(ConfigError::toString).collect(Collectors.joining("; "));
        } catch (IOException e) {
            refused = null;
            problem = String.valueOf(e.getMessage());
        }
        return problem == null;
    }

    Path file() {
        return file;
    }

    /** Names it with its content that is in force. For any thread. */
    void inForce(BiConsumer<Path, byte[]> to) {
        to.accept(file, bytes);
    }

    /** Names it with its content as it was read last, if that is no file of keys. For any thread. */
    void refused(BiConsumer<Path, byte[]> to) {
        byte[] content = refused;
        if (content != null) {
            to.accept(file, content);
        }
    }

    KeysFile keys() {
        return content;
    }

    /** Why the file as it is now is not in force, as a sentence; null if it is. */
    @Nullable String problem() {
        return problem;
    }

    private List<ConfigError> take(byte[] now) {
        return switch (reader.apply(now)) {
            case KeysReading.Invalid(List<ConfigError> errors) -> errors;
            case KeysReading.Valid(KeysFile keys) -> {
                bytes = now;
                content = keys;
                yield List.of();
            }
        };
    }

    /** Null if there is no file yet, which is fine. */
    private byte @Nullable [] content() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            if (mayBeMissing && bytes.length == 0) {
                return null;
            }
            throw new IOException("there is no file " + file + "; write it, or correct the path", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + "; the router must be allowed to", e);
        }
    }
}
