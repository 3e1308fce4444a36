package dev.sluicegate.router.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.config.ConfigLines;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.GatewayFields;
import dev.sluicegate.router.config.gateway.GatewaySpec;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's manifest as a router's config. Secrets come from the manifest itself, or from files {@code DIRECTORY/NAME/KEY}; the
 * former are written into a folder that only this user may read, because a config names files.
 */
public final class GatewaySource implements ConfigSource {
    private final Path file;
    private final @Nullable Path secrets;
    private final Map<String, String> environment;
    private @Nullable Path written;

    /**
     * @param secrets where further Secrets and ConfigMaps are; null for nowhere
     * @param environment of which PORT and ADMIN_PORT override the ports
     */
    public GatewaySource(Path file, @Nullable Path secrets, Map<String, String> environment) {
        this.file = file;
        this.secrets = secrets;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public byte[] bytes() throws IOException {
        return ConfigSource.content(file);
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public LoadedConfig prepare(byte[] bytes) {
        Manifest manifest;
        try {
            manifest = Manifest.read(bytes);
        } catch (IOException e) {
            return new LoadedConfig.Refused(List.of(new ConfigError("", String.valueOf(e.getMessage()))));
        }
        FilesOf files = new FilesOf(manifest);
        ObjectNode config = GatewaySpec.config(manifest.spec(), files::find);
        SecretReference.in(manifest.spec()).stream()
                .filter(reference -> !reference.isComplete())
                .forEach(files::incomplete);
        for (String field : GatewayFields.unknown(manifest.spec().toString().getBytes(UTF_8))) {
            files.errors.add(new ConfigError(field, GatewayFields.noSuchField(field)));
        }
        if (!files.errors.isEmpty()) {
            return inSpecWords(files.errors, bytes);
        }
        return switch (LoadedConfig.of(config.toString().getBytes(UTF_8), environment)) {
            case LoadedConfig.Ready ready -> ready;
            case LoadedConfig.Refused(List<ConfigError> errors) -> inSpecWords(errors, bytes);
        };
    }

    private static LoadedConfig inSpecWords(List<ConfigError> errors, byte[] bytes) {
        List<ConfigError> inSpec =
                errors.stream().map(error -> error.inBlock("spec")).toList();
        return new LoadedConfig.Refused(ConfigLines.locateInGateway(bytes, inSpec));
    }

    /** Finds each value, and notes what is missing. */
    private final class FilesOf {
        private final Manifest manifest;
        private final List<ConfigError> errors = new ArrayList<>();

        FilesOf(Manifest manifest) {
            this.manifest = manifest;
        }

        void incomplete(SecretReference.Found reference) {
            errors.add(new ConfigError(reference.path(), "must name a " + reference.kind() + " and its key"));
        }

        String find(SecretReference.Found reference) {
            SecretReference.Kind kind = reference.kind();
            String name = reference.name();
            String key = reference.key();
            if (!isFileName(name) || !isFileName(key)) {
                incomplete(reference);
                return "";
            }
            byte[] value = manifest.value(name, key);
            if (value != null) {
                return write(name, key, value).toString();
            }
            Path beside = secrets == null ? null : secrets.resolve(name).resolve(key);
            if (beside != null && Files.isReadable(beside)) {
                return beside.toString();
            }
            errors.add(new ConfigError(
                    reference.path(),
                    "there is no " + kind + " " + name + " with the key " + key + " in " + file.getFileName()
                            + (beside == null
                                    ? "; add it there, or say with --secrets DIR where it is"
                                    : ", and no file " + beside)));
            return "";
        }
    }

    private static boolean isFileName(String text) {
        return text.matches("[-A-Za-z0-9_.]{1,253}") && !text.matches("\\.+");
    }

    private Path write(String name, String key, byte[] value) {
        try {
            if (written == null) {
                // for this user only
                written = Files.createTempDirectory("sluicegate-secrets-");
            }
            Path target = Files.createDirectories(written.resolve(name)).resolve(key);
            return Files.write(target, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (written != null) {
            delete(written);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("cannot delete " + folder + ": " + e.getMessage());
        }
    }
}
