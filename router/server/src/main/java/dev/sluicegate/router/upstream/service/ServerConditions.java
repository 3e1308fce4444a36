package dev.sluicegate.router.upstream.service;

/**
 * What Kubernetes says of a server.
 *
 * @param ready also where nothing is said of an endpoint; may be true too for one that terminates: a pod may answer its probe until its end, and a Service may
 *     publish addresses that are not ready
 */
record ServerConditions(boolean ready, boolean terminating) {
    /** Whether it gets requests that are new. */
    boolean isOpen() {
        return ready && !terminating;
    }
}
