package dev.sluicegate.router.drain;

/** The phase of a router between serving and gone. */
public enum DrainPhase {
    /** Everything is welcome. */
    OPEN,
    /** Late arrivals are still served, and told to go elsewhere afterwards. */
    SETTLING,
    /** No new connections; what is in flight goes on. */
    FINISHING,
    /** The deadline has passed: what was left has been told, and is being broken off. */
    CUTTING,
    /** Nothing is left. */
    DRAINED;

    /** Whether new connections are welcome. */
    public boolean accepts() {
        return this == OPEN || this == SETTLING;
    }

    /** Whether the end depends on what is still carried. */
    boolean isWaiting() {
        return this == SETTLING || this == FINISHING;
    }
}
