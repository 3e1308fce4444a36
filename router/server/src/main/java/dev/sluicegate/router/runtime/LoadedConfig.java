package dev.sluicegate.router.runtime;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ConfigLines;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.Provider.Tls;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.TrustedAuthorities;
import java.io.IOException;
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
     * Reads a router's own file and all files that it names. Blocks.
     *
     * @param environment variables that the file may name; PORT and ADMIN_PORT of them override its ports, LISTEN_ADDRESS its address
     */
    static LoadedConfig ofFile(byte[] bytes, Map<String, String> environment) {
        return switch (of(RouterConfigReader.readFile(bytes, environment), environment)) {
            case Refused(List<ConfigError> errors) -> new Refused(ConfigLines.locate(bytes, errors));
            case Ready ready -> ready;
        };
    }

    /** The same of a config that no person has written: <code>${NAME}</code> is plain text in it. */
    static LoadedConfig of(byte[] bytes, Map<String, String> environment) {
        return of(RouterConfigReader.read(bytes), environment);
    }

    private static LoadedConfig of(ConfigReading reading, Map<String, String> environment) {
        return switch (reading) {
            case ConfigReading.Invalid(List<ConfigError> errors, RouterConfig config) -> {
                List<ConfigError> all = new ArrayList<>(errors);
                // everything that is wrong is said at once
                if (config != null
                        && readFiles(new ConfigReading.Valid(config, "", List.of()), environment)
                                instanceof Refused(List<ConfigError> more)) {
                    all.addAll(more);
                }
                yield new Refused(List.copyOf(all));
            }
            case ConfigReading.Valid valid -> readFiles(valid, environment);
        };
    }

    private static LoadedConfig readFiles(ConfigReading.Valid read, Map<String, String> environment) {
        RouterConfig config = read.config();
        List<ConfigError> errors = new ArrayList<>();
        Map<String, Credential> credentials = new HashMap<>();
        for (int i = 0; i < config.providers().size(); i++) {
            Provider provider = config.providers().get(i);
            Credential credential = AuthFiles.credential(
                    "providers[" + i + "].credentials", provider.credentials(), environment, errors);
            if (credential != null) {
                credentials.put(provider.name(), credential);
            }
            checkAuthorities("providers[" + i + "].tls.ca", provider.tls(), errors);
        }
        Credential token = AuthFiles.credential("admin.token", config.admin().token(), environment, errors);
        AuthFiles authFiles = AuthFiles.read(config, environment, errors);
        RouterConfig effective = config.at(
                address(config.listener().address(), environment, errors),
                port("PORT", config.listener().port(), environment, errors),
                port("ADMIN_PORT", config.admin().port(), environment, errors));
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

    /** A pod is reached from outside; a router that somebody has started at a desk, with keys in its config, only if they say so. */
    private static String address(@Nullable String written, Map<String, String> environment, List<ConfigError> errors) {
        String address = environment.getOrDefault("LISTEN_ADDRESS", "");
        if (!address.isEmpty() && !ListenerSettings.isAddress(address)) {
            errors.add(new ConfigError(
                    "LISTEN_ADDRESS", "'" + address + "' in the environment " + ListenerSettings.NO_ADDRESS));
        }
        if (!address.isEmpty()) {
            return address;
        }
        boolean ofOperator =
                !environment.getOrDefault(AdminApi.POD_UID_VARIABLE, "").isEmpty();
        return written != null ? written : ofOperator ? ListenerSettings.EVERYWHERE : ListenerSettings.LOOPBACK;
    }

    private static int port(String variable, int otherwise, Map<String, String> environment, List<ConfigError> errors) {
        String port = environment.getOrDefault(variable, "");
        if (port.isEmpty()) {
            return otherwise;
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            errors.add(new ConfigError(variable, "'" + port + "' in the environment is not a port; write 0 to 65535"));
            return otherwise;
        }
        return Integer.parseInt(port);
    }
}
