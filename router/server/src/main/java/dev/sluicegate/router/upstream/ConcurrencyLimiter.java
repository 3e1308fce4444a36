package dev.sluicegate.router.upstream;

import dev.sluicegate.router.forward.target.FairQueue;
import dev.sluicegate.router.forward.target.UpstreamLoad;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a provider may be sent at the same time, and who waits for a place. While anybody waits there is no free place:
 * one that becomes free goes to whose turn it is. Safe for any thread.
 */
final class ConcurrencyLimiter {
    private final AtomicInteger taken = new AtomicInteger();
    private final boolean limited;
    private final FairQueue<QueuedRequest> queue;
    private final Upstream upstream;
    private volatile int most;
    private volatile int waiting;

    /**
     * @param most null if nothing limits them, and {@link #limit} is never called
     * @param queueSize how many may wait
     */
    ConcurrencyLimiter(Upstream upstream, @Nullable Integer most, int queueSize) {
        this.upstream = upstream;
        this.most = most == null ? UpstreamLoad.UNLIMITED : most;
        this.limited = most != null;
        this.queue = new FairQueue<>(queueSize);
    }

    /** Takes a place, which must be given back once; false if none is free. */
    boolean tryAcquire() {
        if (!limited) {
            taken.incrementAndGet();
            return true;
        }
        synchronized (queue) {
            if (taken.get() >= most) {
                return false;
            }
            taken.incrementAndGet();
            return true;
        }
    }

    void release() {
        if (!limited) {
            taken.decrementAndGet();
            return;
        }
        synchronized (queue) {
            taken.decrementAndGet();
            handOut();
        }
    }

    /** Waits for a place; false if the queue is full. A place that has become free in the meantime is handed out at once. */
    boolean enqueue(QueuedRequest request) {
        synchronized (queue) {
            if (!queue.offer(request.key(), request)) {
                return false;
            }
            handOut();
            return true;
        }
    }

    void dequeue(QueuedRequest request) {
        synchronized (queue) {
            queue.remove(request.key(), request);
            waiting = queue.size();
        }
    }

    /** Changes how many there are; nobody who has one loses it. */
    void limit(int places) {
        synchronized (queue) {
            most = places;
            handOut();
        }
    }

    private void handOut() {
        while (taken.get() < most) {
            QueuedRequest next = queue.poll();
            if (next == null) {
                break;
            }
            taken.incrementAndGet();
            if (!next.serve(upstream)) {
                taken.decrementAndGet();
            }
        }
        waiting = queue.size();
    }

    int taken() {
        return taken.get();
    }

    int waiting() {
        return waiting;
    }

    /** How many are free; less than 1 if there is none. */
    int room() {
        int places = most;
        return places == UpstreamLoad.UNLIMITED ? places : places - taken.get();
    }
}
