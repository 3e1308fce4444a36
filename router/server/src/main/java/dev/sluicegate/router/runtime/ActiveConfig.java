package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.forward.target.RoutingTable;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One config from when it comes into force until the last request that arrived under it has ended, with the files that are watched
 * for it. A provider that is the same in the next config stays the same object, with all that is known of it: what it has in
 * flight, and whether it is well. It is immutable, but for the files' contents.
 *
 * @param credentials by the provider's name
 */
public record ActiveConfig(LoadedConfig.Ready loaded, RuntimeConfig runtime, Map<String, Credential> credentials) {
    public ActiveConfig {
        credentials = Map.copyOf(credentials);
    }

    /**
     * Makes a config ready to be used.
     *
     * @param before the one in force until then; null for the first
     */
    public static ActiveConfig after(@Nullable ActiveConfig before, LoadedConfig.Ready loaded, PolicyFactory policies) {
        RouterConfig config = loaded.config();
        Map<String, Upstream> upstreams = new HashMap<>();
        Map<String, Credential> credentials = new HashMap<>();
        for (Provider provider : config.providers()) {
            String name = provider.name();
            ActiveConfig same = before != null && before.has(provider) ? before : null;
            Credential credential = (same == null ? loaded.credentials() : same.credentials).get(name);
            if (credential != null) {
                credentials.put(name, credential);
            }
            Upstream known = same == null ? null : same.runtime.upstreams().get(name);
            upstreams.put(name, known == null ? new Upstream(provider, credential) : known);
        }
        RuntimeConfig runtime = new RuntimeConfig(
                config, loaded.hash(), RoutingTable.of(config), upstreams, policies.of(config, loaded.authFiles()));
        return new ActiveConfig(loaded, runtime, credentials);
    }

    private boolean has(Provider provider) {
        return loaded.config().providers().contains(provider);
    }

    public RouterConfig config() {
        return loaded.config();
    }

    /** Reads the files again that the config names. Blocks. */
    public void refresh() {
        credentials.values().forEach(Credential::refresh);
        loaded.authFiles().refresh();
    }
}
