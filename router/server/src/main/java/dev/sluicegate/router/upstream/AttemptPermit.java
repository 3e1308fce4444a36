package dev.sluicegate.router.upstream;

/**
 * One attempt in its provider's books: it holds a place, and its provider's health learns from how it goes. Used by one thread at a
 * time.
 */
public final class AttemptPermit {
    private final Upstream upstream;
    private final boolean permitted;
    private boolean judged;
    private boolean released;

    private AttemptPermit(Upstream upstream) {
        this.upstream = upstream;
        this.permitted = upstream.ejector().begin();
    }

    /** For an attempt that has taken a place by {@link Upstream#tryAcquire} or as a {@link QueuedRequest}. */
    public static AttemptPermit of(Upstream upstream) {
        return new AttemptPermit(upstream);
    }

    /** The provider does its work. */
    public void succeeded() {
        if (!judged) {
            judged = true;
            upstream.ejector().succeeded(permitted);
        }
    }

    /** The provider failed, perhaps after it had begun well. */
    public void failed() {
        if (!released) {
            judged = true;
            upstream.ejector().failed();
        }
    }

    /** The attempt is over. Gives its place back; only the first call counts. */
    public void release() {
        if (released) {
            return;
        }
        released = true;
        if (!judged) {
            upstream.ejector().withdrawn(permitted);
        }
        upstream.release();
    }
}
