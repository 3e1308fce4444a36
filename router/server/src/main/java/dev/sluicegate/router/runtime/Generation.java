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
 * One config from when it comes into force until the last request that arrived under it has ended: what requests are served by, and
 * the files that are watched for it. A provider that is the same in the next config stays the same object, with all that is known of
 * it: what it has in flight, and whether it is well. Immutable, but for the files' contents.
 *
 * @param credentials by the provider's name
 */
public record Generation(LoadedConfig.Ready prepared, RuntimeConfig serving, Map<String, Credential> credentials) {
    public Generation {
        credentials = Map.copyOf(credentials);
    }

    /** @param before null for the first */
    public static Generation after(@Nullable Generation before, LoadedConfig.Ready prepared, Governance governance) {
        RouterConfig config = prepared.config();
        Map<String, Upstream> upstreams = new HashMap<>();
        Map<String, Credential> credentials = new HashMap<>();
        for (Provider provider : config.providers()) {
            String name = provider.name();
            Generation same = before != null && before.has(provider) ? before : null;
            Credential credential = (same == null ? prepared.credentials() : same.credentials).get(name);
            if (credential != null) {
                credentials.put(name, credential);
            }
            Upstream known = same == null ? null : same.serving.upstreams().get(name);
            upstreams.put(name, known == null ? new Upstream(provider, credential) : known);
        }
        RuntimeConfig serving = new RuntimeConfig(
                config,
                prepared.hash(),
                RoutingTable.of(config),
                upstreams,
                governance.of(config, prepared.authFiles()));
        return new Generation(prepared, serving, credentials);
    }

    private boolean has(Provider provider) {
        return prepared.config().providers().contains(provider);
    }

    public RouterConfig config() {
        return prepared.config();
    }

    /** Reads the files again that the config names. Blocks. */
    public void refresh() {
        credentials.values().forEach(Credential::refresh);
        prepared.authFiles().refresh();
    }
}
