package dev.sluicegate.router.upstream;

/**
 * One attempt in its provider's books: it holds a place at one of its servers, whose health learns from how it goes. Used by one thread
 * at a time.
 */
public final class AttemptPermit {
    private final Upstream upstream;
    private final String model;
    private final ServerPreference preference;
    private ModelServer server;
    private boolean permitted;
    private boolean judged;
    private boolean released;

    /** For whoever has taken a place at {@code server}. */
    AttemptPermit(Upstream upstream, ModelServer server, String model, ServerPreference preference) {
        this.upstream = upstream;
        this.server = server;
        this.model = model;
        this.preference = preference;
        this.permitted = server.ejector().begin();
    }

    public Upstream upstream() {
        return upstream;
    }

    /** The server to which the attempt goes. */
    public ModelServer server() {
        return server;
    }

    /**
     * The server takes no connection: goes on at another one, with a place there in place of this.
     *
     * @return false if there is none that the request has not tried, and nothing has changed
     */
    boolean passOver() {
        server.unreachable();
        preference.avoid(server);
        ModelServer other = upstream.limiter().tryAcquire(model, preference);
        if (other == null) {
            return false;
        }
        if (released || preference.hasTried(other)) {
            upstream.limiter().release(other);
            return false;
        }
        server.ejector().failed();
        upstream.limiter().release(server);
        server = other;
        permitted = other.ejector().begin();
        return true;
    }

    /** The attempt has failed: another one of this request goes to another server if it can. Returns whether there is one. */
    public boolean avoidServer() {
        preference.avoid(server);
        return upstream.servers().hasUntried(model, preference, System.nanoTime());
    }

    /** The server does its work. */
    public void succeeded() {
        if (!judged) {
            judged = true;
            server.ejector().succeeded(permitted);
        }
    }

    /** The server failed, perhaps after it had begun well. */
    public void failed() {
        if (!released) {
            judged = true;
            server.ejector().failed();
        }
    }

    /** The attempt is over. Gives its place back; only the first call counts. */
    public void release() {
        if (released) {
            return;
        }
        released = true;
        if (!judged) {
            server.ejector().withdrawn(permitted);
        }
        upstream.limiter().release(server);
    }
}
