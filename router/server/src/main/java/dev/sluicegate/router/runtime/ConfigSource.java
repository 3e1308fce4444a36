package dev.sluicegate.router.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The source that a router's config comes from, again and again. Its methods block. */
public interface ConfigSource {
    /**
     * All that the config is made of. Read as a whole each time: kubelet replaces a mounted ConfigMap by swapping a symbolic link, so
     * that neither the file nor its directory changes.
     *
     * @throws IOException with a sentence
     */
    byte[] bytes() throws IOException;

    /** What these bytes mean, with the files that they name. */
    LoadedConfig prepare(byte[] bytes);

    /** Where that is, for people. */
    String name();

    /** Leaves nothing behind; to be called when the process ends. */
    default void close() {}

    /** @param environment variables that the file may name; PORT and ADMIN_PORT of them override its ports */
    static ConfigSource file(Path file, Map<String, String> environment) {
        return new ConfigSource() {
            @Override
            public byte[] bytes() throws IOException {
                return content(file);
            }

            @Override
            public LoadedConfig prepare(byte[] bytes) {
                return LoadedConfig.ofFile(bytes, environment);
            }

            @Override
            public String name() {
                return file.toString();
            }
        };
    }

    /** @throws IOException with a sentence */
    static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
