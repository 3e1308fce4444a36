package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.forward.target.RoutingTable;
import dev.sluicegate.router.upstream.Upstream;
import java.util.Map;

/**
 * All that one config means while it is in force. A request takes it once, when it arrives, and stays with it to its end; a new config
 * makes a new one. Immutable; safe for any thread.
 *
 * @param hash names the config's bytes
 * @param upstreams by the provider's name
 */
public record RuntimeConfig(
        RouterConfig config,
        String hash,
        RoutingTable routing,
        Map<String, Upstream> upstreams,
        RequestPolicies governing) {
    public RuntimeConfig {
        upstreams = Map.copyOf(upstreams);
    }
}
