package dev.sluicegate.router.tls;

import dev.sluicegate.router.config.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is made of files which belong together, such as a certificate and its key, and made anew when they change. What cannot be used leaves
 * the last good value in force, so that files may be replaced one after the other. Safe for any thread.
 *
 * @param <T> the value, which is immutable
 */
public final class WatchedFiles<T> {
    private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

    /** The making of the value. */
    public interface Maker<T> {
        /**
         * @param contents in the order of the files
         * @throws IOException with a sentence, which never contains a secret
         */
        T make(List<byte[]> contents) throws IOException;
    }

    private final List<Path> files;
    private final Maker<T> maker;
    private String seen;
    private volatile List<byte[]> used;
    private volatile T value;
    private volatile @Nullable String problem;
    private volatile @Nullable List<byte[]> refused;

    private WatchedFiles(List<Path> files, Maker<T> maker, List<byte[]> contents, T value) {
        this.files = files;
        this.maker = maker;
        this.seen = fingerprint(contents);
        this.used = contents;
        this.value = value;
    }

    /**
     * Reads the files. Blocks.
     *
     * @throws IOException with a sentence, which never contains a secret
     */
    public static <T> WatchedFiles<T> open(List<Path> files, Maker<T> maker) throws IOException {
        List<byte[]> contents = contents(files);
        return new WatchedFiles<>(List.copyOf(files), maker, contents, maker.make(contents));
    }

    /** The last good value. */
    public T value() {
        return value;
    }

    /** Names each file with its content that the value is made of. */
    public void inForce(BiConsumer<Path, byte[]> to) {
        List<byte[]> contents = used;
        for (int i = 0; i < files.size(); i++) {
            to.accept(files.get(i), contents.get(i));
        }
    }

    /** Names each file with its content as it was read last, if no value can be made of them. */
    public void refused(BiConsumer<Path, byte[]> to) {
        List<byte[]> contents = refused;
        for (int i = 0; contents != null && i < files.size(); i++) {
            to.accept(files.get(i), contents.get(i));
        }
    }

    /** The reason why the files as they are now are not in force, as a sentence; null if they are. */
    public @Nullable String problem() {
        return problem;
    }

    /** Reads the files again if they have changed. Blocks. */
    public synchronized void refresh() {
        List<byte[]> contents;
        String now;
        try {
            contents = contents(files);
            now = fingerprint(contents);
        } catch (IOException e) {
            // they are looked at again when they are back, be they as before or not
            seen = "";
            refused = null;
            reject(String.valueOf(e.getMessage()));
            return;
        }
        if (now.equals(seen)) {
            return;
        }
        try {
            if (!now.equals(fingerprint(contents(files)))) {
                // they are just being replaced; the next time they belong together
                return;
            }
            seen = now;
            value = maker.make(contents);
            used = contents;
            problem = null;
            refused = null;
            log.atInfo().addKeyValue("files", files).log("read changed certificates");
        } catch (IOException e) {
            refused = seen.equals(now) ? contents : null;
            reject(String.valueOf(e.getMessage()));
        }
    }

    private void reject(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            log.atWarn()
                    .addKeyValue("files", files)
                    .log("changed certificates cannot be used ({}); the old ones stay in force", reason);
        }
    }

    private static String fingerprint(List<byte[]> contents) {
        StringBuilder all = new StringBuilder();
        contents.forEach(content -> all.append(Sha256.hex(content)));
        return all.toString();
    }

    private static List<byte[]> contents(List<Path> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            try {
                contents.add(Files.readAllBytes(file));
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file + "; write it, or correct the path", e);
            } catch (IOException e) {
                throw new IOException("cannot read " + file + "; the router must be allowed to", e);
            }
        }
        return contents;
    }
}
