package dev.sluicegate.router.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wish of one request when a server of a provider is chosen for it. It is changed on the request's event loop only, and never while the request waits in a
 * queue.
 */
public final class ServerPreference {
    private final @Nullable String affinity;
    private final List<ModelServer> tried = new ArrayList<>(0);

    /** @param affinity requests with the same one go to the same server as long as it is well; null if any will do */
    public ServerPreference(@Nullable String affinity) {
        this.affinity = affinity;
    }

    @Nullable String affinity() {
        return affinity;
    }

    /** An attempt there has failed: others are better. */
    void avoid(ModelServer server) {
        tried.add(server);
    }

    boolean hasTried(ModelServer server) {
        return tried.contains(server);
    }
}
