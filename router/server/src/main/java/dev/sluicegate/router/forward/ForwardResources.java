package dev.sluicegate.router.forward;

import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import java.time.Duration;
import java.util.Map;

/**
 * The resources that requests are forwarded with.
 *
 * @param upstreams by name
 * @param heartbeat how often a stream that waits for its first event says so; zero is never
 */
public record ForwardResources(
        UpstreamClient client, Map<String, Upstream> upstreams, Duration heartbeat, AttemptCounts counts) {}
