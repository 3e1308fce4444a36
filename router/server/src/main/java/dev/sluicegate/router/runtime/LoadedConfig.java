package dev.sluicegate.router.runtime;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.ConfigLines;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.config.ListenerSettings.ListenerTls;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.ProviderProxy;
import dev.sluicegate.router.config.ProviderTls;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.tls.ServerTls;
import dev.sluicegate.router.tls.UpstreamTls;
import dev.sluicegate.router.tls.WatchedFiles;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.ProviderFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that must be right before a router can start: the config, and the files that it names. */
public sealed interface LoadedConfig {
    /** A proxy that the environment alone names would get the providers' names, or cut the router off from a model server next to it. */
    String NO_PROXY_BY_ENVIRONMENT =
            "HTTPS_PROXY is set, but pods use a proxy only where a provider names one; write proxy: {url: ...} there";

    /**
     * @param providerFiles by the provider's name
     * @param adminToken null if the config names none
     * @param authFiles by which clients are known
     * @param listenerTls null if connections of clients are not encrypted
     * @param warnings what somebody should look at, as sentences
     */
    record Ready(
            RouterConfig config,
            String hash,
            Map<String, ProviderFiles> providerFiles,
            @Nullable Credential adminToken,
            AuthFiles authFiles,
            @Nullable WatchedFiles<ServerTls> listenerTls,
            List<String> warnings)
            implements LoadedConfig {
        public Ready {
            providerFiles = Map.copyOf(providerFiles);
            warnings = List.copyOf(warnings);
        }

        /** The files of a provider of this config. */
        public ProviderFiles filesOf(Provider provider) {
            return providerFiles.getOrDefault(provider.name(), ProviderFiles.NONE);
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
        Map<String, ProviderFiles> providerFiles = new HashMap<>();
        for (int i = 0; i < config.providers().size(); i++) {
            Provider provider = config.providers().get(i);
            providerFiles.put(provider.name(), providerFiles("providers[" + i + "]", provider, environment, errors));
        }
        Credential token = AuthFiles.credential("admin.token", config.admin().token(), environment, errors);
        AuthFiles authFiles = AuthFiles.read(config, environment, errors);
        ListenerTls listener = config.listener().tls();
        WatchedFiles<ServerTls> listenerTls =
                certificates("listener.tls", listener == null ? null : () -> ServerTls.follow(listener), errors);
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
        if ((environment.containsKey("HTTPS_PROXY") || environment.containsKey("https_proxy"))
                && config.providers().stream().allMatch(provider -> provider.proxy() == null)) {
            warnings.add(NO_PROXY_BY_ENVIRONMENT);
        }
        return new Ready(effective, read.hash(), providerFiles, token, authFiles, listenerTls, warnings);
    }

    private static ProviderFiles providerFiles(
            String path, Provider provider, Map<String, String> environment, List<ConfigError> errors) {
        ProviderProxy proxy = provider.proxy();
        ProviderTls tls = provider.tls();
        return new ProviderFiles(
                AuthFiles.credential(path + ".credentials", provider.credentials(), environment, errors),
                AuthFiles.credential(
                        path + ".proxy.password", proxy == null ? null : proxy.password(), environment, errors),
                certificates(path + ".tls", tls == null ? null : () -> UpstreamTls.follow(tls), errors));
    }

    /** The first reading of files that hold certificates. */
    interface Certificates<T> {
        WatchedFiles<T> follow() throws IOException;
    }

    /** @param files null if the config names none */
    private static <T> @Nullable WatchedFiles<T> certificates(
            String path, @Nullable Certificates<T> files, List<ConfigError> errors) {
        try {
            return files == null ? null : files.follow();
        } catch (IOException e) {
            errors.add(new ConfigError(path, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** A pod is reached from outside; a router that somebody has started at a desk, with keys in its config, only if they say so. */
    private static String address(@Nullable String written, Map<String, String> environment, List<ConfigError> errors) {
        String address = environment.getOrDefault("LISTEN_ADDRESS", "");
        if (!address.isEmpty() && !ListenerSettings.isAddress(address)) {
            errors.add(ConfigError.ofVariable("LISTEN_ADDRESS", "'" + address + "' " + ListenerSettings.NO_ADDRESS));
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
            errors.add(ConfigError.ofVariable(variable, "'" + port + "' is not a port; write 0 to 65535"));
            return otherwise;
        }
        return Integer.parseInt(port);
    }
}
