package dev.sluicegate.router.request;

import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.provider.ApiError;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The budget of the memory that the bodies of all requests may take at the same time: each one's size is limited, and a few of the largest would
 * fill the heap all the same. What large bodies have left over is for the small ones, which so go on being served. Safe for any thread.
 */
public final class BodyBudget {
    /** A body up to this is small. */
    static final int SMALL = 64 * 1024;

    /** Of the heap. The rest is for streams, caches and accounts, and for what the collector has not got to yet. */
    private static final int SHARE = 3;

    private static final Duration ROOM_SOON = Duration.ofSeconds(1);

    private static final long MEBIBYTE = 1 << 20;

    private final long most;
    private final long mostForLarge;
    private final AtomicLong held = new AtomicLong();
    private final LongAdder refused = new LongAdder();

    /** @param most in bytes */
    public BodyBudget(long most) {
        this.most = most;
        this.mostForLarge = most - most / 4;
    }

    /** As this process' heap allows it. */
    public static BodyBudget ofThisHeap() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** How many bytes are taken now. */
    public long held() {
        return held.get();
    }

    /** How many bytes can be taken at most. */
    public long most() {
        return most;
    }

    /** How often something could not be taken. */
    public long refused() {
        return refused.sum();
    }

    /** Whether so much could be taken if nothing else were. */
    boolean everHolds(long bytes) {
        return bytes <= mostForLarge;
    }

    /** The limit of a body's size, which is never more than could be taken if nothing else were. */
    public ByteSize atMost(ByteSize limit) {
        if (everHolds(limit.bytes())) {
            return limit;
        }
        return mostForLarge < MEBIBYTE ? new ByteSize(mostForLarge) : ByteSize.ofMebibytes(mostForLarge / MEBIBYTE);
    }

    /**
     * What a client is told for whom nothing is left.
     *
     * @param what is missing, as a sentence without its end
     */
    static ApiError full(String what) {
        return new ApiError(ApiError.Kind.OVERLOADED, what + " at the moment; try again soon", ROOM_SOON);
    }

    /** Something to take from this, for one body. */
    Reservation share() {
        return new Reservation();
    }

    /** What one body has taken. Used on one thread at a time. */
    final class Reservation {
        private long taken;

        private Reservation() {}

        /**
         * Makes this share at least so large.
         *
         * @return false if there is not enough left; then nothing has changed
         */
        boolean reach(long bytes) {
            long more = bytes - taken;
            if (more <= 0) {
                return true;
            }
            if (held.addAndGet(more) > (bytes <= SMALL ? most : mostForLarge)) {
                held.addAndGet(-more);
                refused.increment();
                return false;
            }
            taken = bytes;
            return true;
        }

        /** Gives back what is more than this. */
        void keep(long bytes) {
            if (bytes < taken) {
                held.addAndGet(bytes - taken);
                taken = bytes;
            }
        }

        /** Gives everything back; may be done again. */
        void giveBack() {
            keep(0);
        }
    }
}
