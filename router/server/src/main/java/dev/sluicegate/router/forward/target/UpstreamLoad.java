package dev.sluicegate.router.forward.target;

/**
 * The load of a provider: what the choice of a target must know of its provider, at one moment.
 *
 * @param inFlight requests and streams that this router has there
 * @param room how many more it may be sent; {@link #UNLIMITED} if nothing limits them; 0 or less if it is full
 * @param pressure what weighs on it beside them, in requests; 0 if nothing is known
 * @param well whether it is neither ejected nor cooling down
 * @param leftAlone nanoseconds until it is well again, as far as that is known; 0 if it is well
 */
public record UpstreamLoad(int inFlight, int room, double pressure, boolean well, long leftAlone) {
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Whether it may be sent one more. */
    public boolean hasRoom() {
        return room > 0;
    }
}
