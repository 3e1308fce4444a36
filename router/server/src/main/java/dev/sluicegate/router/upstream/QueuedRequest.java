package dev.sluicegate.router.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A request that waits for a place, perhaps at several providers at once; the first place that becomes free is its own. */
public final class QueuedRequest {
    private final String key;
    private final Consumer<Upstream> onPlace;
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * @param key whose request it is; the keys take turns
     * @param onPlace called at most once, with the provider where a place has been taken; on any thread, so it must be quick
     */
    public QueuedRequest(String key, Consumer<Upstream> onPlace) {
        this.key = key;
        this.onPlace = onPlace;
    }

    String key() {
        return key;
    }

    boolean serve(Upstream upstream) {
        if (!done.compareAndSet(false, true)) {
            return false;
        }
        onPlace.accept(upstream);
        return true;
    }

    /** Waits no longer; false if a place has been taken already. The caller must still quit the queues. */
    public boolean giveUp() {
        return done.compareAndSet(false, true);
    }
}
