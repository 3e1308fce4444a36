package dev.sluicegate.router.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A request that waits for a place, perhaps at several providers at once; the first place that becomes free is its own. */
public final class QueuedRequest {
    private final String key;
    private final ServerPreference preference;
    private final Consumer<AttemptPermit> onPlace;
    private final Consumer<Upstream> onDisplaced;
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * @param key whose request it is; the keys take turns
     * @param preference which server of a provider it should be
     * @param onPlace called at most once, with the place that has been taken; on any thread, so it must be quick
     * @param onDisplaced called when it has lost its place in the queue of a provider to a key that waits with fewer; as {@code onPlace}
     */
    public QueuedRequest(
            String key, ServerPreference preference, Consumer<AttemptPermit> onPlace, Consumer<Upstream> onDisplaced) {
        this.key = key;
        this.preference = preference;
        this.onPlace = onPlace;
        this.onDisplaced = onDisplaced;
    }

    String key() {
        return key;
    }

    ServerPreference preference() {
        return preference;
    }

    /** False, and nothing is made, if it waits no longer. */
    boolean serve(Supplier<AttemptPermit> place) {
        if (!done.compareAndSet(false, true)) {
            return false;
        }
        onPlace.accept(place.get());
        return true;
    }

    /** It waits no longer at {@code upstream}. */
    void displace(Upstream upstream) {
        onDisplaced.accept(upstream);
    }

    /** Waits no longer; false if a place has been taken already. The caller must still quit the queues. */
    public boolean giveUp() {
        return done.compareAndSet(false, true);
    }
}
