package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a file, read at start and again when the file changes, or in the environment, which never changes. Files are read as a whole each time: kubelet replaces a mounted
 * Secret by swapping a symbolic link, so that neither the file nor its directory changes. Safe for any thread.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically">Mounted Secrets</a>
 */
public final class Credential {
    private static final Logger log = LoggerFactory.getLogger(Credential.class);

    /** Null if it came from the environment. */
    private final @Nullable Path file;

    private volatile String value;
    private volatile @Nullable String problem;

    private Credential(@Nullable Path file, String value) {
        this.file = file;
        this.value = value;
    }

    /**
     * Reads the file.
     *
     * @throws IOException with a sentence, which never contains the secret
     */
    public static Credential read(Path file) throws IOException {
        return new Credential(file, content(file));
    }

    /**
     * The value of a variable of the environment.
     *
     * @param value null if there is no such variable
     * @throws IOException with a sentence, which never contains the secret
     */
    public static Credential ofVariable(String name, @Nullable String value) throws IOException {
        if (value == null) {
            throw new IOException("the environment has no variable " + name + "; set it, or name a file by file:");
        }
        return new Credential(null, word("the variable " + name, value.strip()));
    }

    /** The secret as it was read last. */
    public String value() {
        return value;
    }

    /** Names the file with its content that is in force; none if it came from the environment. */
    public void inForce(BiConsumer<Path, byte[]> to) {
        if (file != null) {
            to.accept(file, value.getBytes(UTF_8));
        }
    }

    /** The reason why the file as it is now is not in force, as a sentence; null if it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Reads the file again; a file that cannot be read leaves the old secret in force. Blocks. */
    public void refresh() {
        if (file == null) {
            return;
        }
        try {
            String now = content(file);
            if (!now.equals(value)) {
                value = now;
                log.atInfo().addKeyValue("file", file).log("read a changed credential");
            }
            problem = null;
        } catch (IOException e) {
            if (problem == null) {
                problem = e.getMessage();
                log.atWarn()
                        .addKeyValue("file", file)
                        .log("a credential can no longer be read ({}); the old one stays in force", e.getMessage());
            }
        }
    }

    private static String content(Path file) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + "; write it, or correct the path", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + "; the router must be allowed to", e);
        }
        return word(file.toString(), text);
    }

    private static String word(String where, String text) throws IOException {
        if (text.isEmpty()) {
            throw new IOException(where + " is empty; it must hold one key");
        }
        if (text.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new IOException(where + " must hold one key of printable ASCII characters, without spaces");
        }
        return text;
    }
}
