package dev.sluicegate.router.upstream;

/**
 * The reading of one upstream's response from its connection, which can be held back at once: pausing the response alone lets some more
 * reads come into memory first. Does nothing once the response is whole. Used on the connection's event loop only.
 */
public final class ResponseReading {
    private final ReadAggregator reads;
    boolean ended;

    ResponseReading(ReadAggregator reads) {
        this.reads = reads;
    }

    /** Nothing more is read until {@link #release}. */
    public void hold() {
        reads.hold(this);
    }

    public void release() {
        reads.release(this);
    }

    /**
     * Runs a task once, when all has been handed out that the read which is under way has brought; there is one such task at most.
     *
     * @return false if no read is under way, and then the task is not run
     */
    public boolean afterRead(Runnable task) {
        return reads.afterRead(this, task);
    }
}
