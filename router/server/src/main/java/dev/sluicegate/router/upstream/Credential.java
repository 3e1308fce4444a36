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

    private final Rule rule;
    private volatile String value;
    private volatile @Nullable String problem;
    private volatile byte @Nullable [] refused;

    /** A condition on a secret beside being one word, at start as well as later. */
    @FunctionalInterface
    public interface Rule {
        /** Of a secret that may be anything. */
        Rule NONE = _ -> {};

        /** @throws IOException with a sentence, which never contains the secret */
        void check(String value) throws IOException;
    }

    private Credential(@Nullable Path file, Rule rule, String value) throws IOException {
        this.file = file;
        this.rule = rule;
        this.value = value;
        rule.check(value);
    }

    /**
     * Reads the file.
     *
     * @throws IOException with a sentence, which never contains the secret
     */
    public static Credential read(Path file, Rule rule) throws IOException {
        return new Credential(file, rule, word(file, bytes(file)));
    }

    /**
     * The value of a variable of the environment.
     *
     * @param value null if there is no such variable
     * @throws IOException with a sentence, which never contains the secret
     */
    public static Credential ofVariable(String name, @Nullable String value, Rule rule) throws IOException {
        if (value == null) {
            throw new IOException("the environment has no variable " + name + "; set it, or name a file by file:");
        }
        return new Credential(null, rule, word("the variable " + name, value.strip()));
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

    /** Names the file with its content as it was read last, if that cannot be used. */
    public void refused(BiConsumer<Path, byte[]> to) {
        byte[] content = refused;
        if (file != null && content != null) {
            to.accept(file, content);
        }
    }

    /** The reason why the file as it is now is not in force, as a sentence; null if it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Reads the file again; one that cannot be read or used leaves the old secret in force. Blocks. */
    public void refresh() {
        if (file == null) {
            return;
        }
        byte[] content = null;
        try {
            content = bytes(file);
            String now = word(file, content);
            if (!now.equals(value)) {
                rule.check(now);
                value = now;
                log.atInfo().addKeyValue("file", file).log("read a changed credential");
            }
            problem = null;
            refused = null;
        } catch (IOException e) {
            refused = content;
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(problem)) {
                problem = reason;
                log.atWarn()
                        .addKeyValue("file", file)
                        .log("a credential can no longer be used ({}); the old one stays in force", reason);
            }
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + "; write it, or correct the path", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + "; the router must be allowed to", e);
        }
    }

    private static String word(Path file, byte[] content) throws IOException {
        return word(file.toString(), new String(content, UTF_8).strip());
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
