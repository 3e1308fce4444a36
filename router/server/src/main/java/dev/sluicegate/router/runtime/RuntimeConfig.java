package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.forward.target.RoutingTable;
import dev.sluicegate.router.upstream.Upstream;
import java.util.Map;

/**
 * The config in the form that requests are served by. A request takes it once, when it arrives, and stays with it to its end; a new
 * config makes a new one. It is immutable and safe for any thread.
 *
 * @param hash names the config's bytes
 * @param upstreams by the provider's name
 */
public record RuntimeConfig(
        RouterConfig config,
        String hash,
        RoutingTable routing,
        Map<String, Upstream> upstreams,
        RequestPolicies policies) {
    public RuntimeConfig {
        upstreams = Map.copyOf(upstreams);
    }

    /** Whether any provider gets the keys that clients have for it. */
    public boolean passesClientKeys() {
        for (Upstream upstream : upstreams.values()) {
            if (upstream.passesClientKey()) {
                return true;
            }
        }
        return false;
    }
}
