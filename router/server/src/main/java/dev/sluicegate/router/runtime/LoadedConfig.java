package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.Provider.Tls;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that must be right before a router can start: the config, and the files that it names. */
public sealed interface LoadedConfig {
    /**
     * @param credentials by the provider's name
     * @param adminToken null if the config names none
     * @param authFiles by which clients are known
     * @param warnings what somebody should look at, as sentences
     */
    record Ready(
            RouterConfig config,
            String hash,
            Map<String, Credential> credentials,
            @Nullable Credential adminToken,
            AuthFiles authFiles,
            List<String> warnings)
            implements LoadedConfig {
        public Ready {
            credentials = Map.copyOf(credentials);
            warnings = List.copyOf(warnings);
        }
    }

    /** @param errors at least one */
    record Refused(List<ConfigError> errors) implements LoadedConfig {}

    /**
     * Reads the config and all files that it names. Blocks.
     *
     * @param portOverride the environment's PORT; null if it is not set
     */
    static LoadedConfig read(Path file, @Nullable String portOverride) {
        try {
            return of(ConfigSource.content(file), portOverride);
        } catch (IOException e) {
            return new Refused(List.of(new ConfigError("", String.valueOf(e.getMessage()))));
        }
    }

    /** The same, of a config's bytes. */
    static LoadedConfig of(byte[] bytes, @Nullable String portOverride) {
        return switch (RouterConfigReader.read(bytes)) {
            case ConfigReading.Invalid(List<ConfigError> errors) -> new Refused(errors);
            case ConfigReading.Valid valid -> readFiles(valid, portOverride);
        };
    }

    private static LoadedConfig readFiles(ConfigReading.Valid read, @Nullable String portOverride) {
        RouterConfig config = read.config();
        List<ConfigError> errors = new ArrayList<>();
        Map<String, Credential> credentials = new HashMap<>();
        for (int i = 0; i < config.providers().size(); i++) {
            Provider provider = config.providers().get(i);
            Credential credential =
                    AuthFiles.credential("providers[" + i + "].credentials", provider.credentials(), errors);
            if (credential != null) {
                credentials.put(provider.name(), credential);
            }
            checkAuthorities("providers[" + i + "].tls.ca", provider.tls(), errors);
        }
        Credential token = AuthFiles.credential("admin.token", config.admin().token(), errors);
        AuthFiles authFiles = AuthFiles.read(config, errors);
        RouterConfig effective = withPort(config, portOverride, errors);
        if (!errors.isEmpty()) {
            return new Refused(errors);
        }
        List<String> warnings = new ArrayList<>(read.remarks());
        warnings.addAll(RouterConfigReader.warnings(config));
        warnings.addAll(authFiles.warnings());
        return new Ready(effective, read.hash(), credentials, token, authFiles, warnings);
    }

    private static void checkAuthorities(String path, @Nullable Tls tls, List<ConfigError> errors) {
        try {
            if (tls != null) {
                TrustedAuthorities.read(tls.ca().file());
            }
        } catch (IOException e) {
            errors.add(new ConfigError(path, String.valueOf(e.getMessage())));
        }
    }

    private static RouterConfig withPort(RouterConfig config, @Nullable String port, List<ConfigError> errors) {
        if (port == null || port.isEmpty()) {
            return config;
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            errors.add(new ConfigError("PORT", "'" + port + "' in the environment is not a port; write 0 to 65535"));
            return config;
        }
        return config.onPorts(Integer.parseInt(port), config.admin().port());
    }
}
